//! `GET /tn` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use masking::ProxySessionId;
use serde::Serialize;
use store_d1::{Store, masking::numbers::PooledNumber};

use crate::{
    access::{Client, MayManage},
    error::ProxyResult,
};

/// Answer of `GET /tn`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PoolOut {
    virtual_tns: Vec<PooledNumberOut>,
    /// Number of numbers in the pool.
    pool_size: usize,
    /// Number of numbers that no session uses.
    available: usize,
    /// Number of numbers that at least one session uses.
    in_use: usize,
}

/// A number of the pool.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct PooledNumberOut {
    /// The number as it was given when it was added.
    value: String,
    /// The oldest open session on the number; `null` if there is none.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    session_id: Option<ProxySessionId>,
    /// Open sessions on the number, oldest first. At most 1,000 are listed over the whole pool.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    session_ids: Vec<ProxySessionId>,
}

/// `GET /tn`: lists the whole pool. Numbers without a session are available; others may still be available to
/// participants who do not use them yet.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManage>,
) -> ProxyResult<Json<PoolOut>> {
    let pool = Store::open(&context.env)?.list_proxy_numbers(&client.account_id).await?;
    Ok(Json(shown(pool)))
}

fn shown(pool: Vec<PooledNumber>) -> PoolOut {
    let pool_size = pool.len();
    let in_use = pool.iter().filter(|number| !number.session_ids.is_empty()).count();
    let number = |number: PooledNumber| PooledNumberOut {
        value: number.value,
        session_id: number.session_ids.first().cloned(),
        session_ids: number.session_ids,
    };
    PoolOut {
        virtual_tns: pool.into_iter().map(number).collect(),
        pool_size,
        available: pool_size.saturating_sub(in_use),
        in_use,
    }
}
