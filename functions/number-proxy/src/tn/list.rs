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

#[derive(Serialize)]
pub(crate) struct PoolOut {
    virtual_tns: Vec<NumberOut>,
    pool_size: usize,
    available: usize,
    in_use: usize,
}

#[derive(Serialize)]
struct NumberOut {
    value: String,
    /// The oldest open session.
    session_id: Option<ProxySessionId>,
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
    let number = |number: PooledNumber| NumberOut {
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
