//! `GET /seeds`, `GET /seeders` (contract 1.1).

use axum::Json;
use edge_kit::{Limit, RequestContext};
use http::HeaderMap;
use serde::Serialize;
use store_d1::{Store, relay::nodes::LiveNode};

use super::{broken, count, live_since_ms, ping::lps, shown};
use crate::{account::RelayAccount, error::RelayResult};

const SEEDER: &str = "seeder";

/// All seven fields are always there: an app of 2022 reads each of them.
#[derive(Serialize)]
pub(crate) struct SeedOut {
    #[serde(rename = "IMSI")]
    imsi: String,
    #[serde(rename = "MSISDN")]
    msisdn: String,
    seed_type: String,
    /// The last ping, in seconds.
    #[serde(rename = "LPS")]
    lps: f64,
    country: String,
    operator_name: String,
    operator_id: Option<String>,
}

/// `GET /seeds`: the nodes that pinged lately, in no particular order.
#[worker::send]
pub(crate) async fn seeds(
    context: RequestContext,
    account: RelayAccount,
    headers: HeaderMap,
) -> RelayResult<Json<Vec<SeedOut>>> {
    listed(&context, account, &headers, None).await
}

/// `GET /seeders`: those of them that answer SMS that ask for one's own number.
#[worker::send]
pub(crate) async fn seeders(
    context: RequestContext,
    account: RelayAccount,
    headers: HeaderMap,
) -> RelayResult<Json<Vec<SeedOut>>> {
    listed(&context, account, &headers, Some(SEEDER)).await
}

async fn listed(
    context: &RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: &HeaderMap,
    seed_type: Option<&str>,
) -> RelayResult<Json<Vec<SeedOut>>> {
    count(context, Limit::Catalog, headers).await?;
    let store = Store::open(&context.env).map_err(broken)?;
    let settings = &context.settings.relay.nodes;
    let since_ms = live_since_ms(context);
    let nodes = store
        .live_nodes(&account_id, shown(settings), since_ms, seed_type, settings.max_nodes)
        .await
        .map_err(broken)?;
    Ok(Json(nodes.into_iter().map(SeedOut::from).collect()))
}

impl From<LiveNode> for SeedOut {
    fn from(node: LiveNode) -> Self {
        Self {
            imsi: node.imsi,
            msisdn: node.msisdn,
            seed_type: node.seed_type,
            lps: lps(node.last_ping_at_ms),
            country: node.country,
            operator_name: node.operator_name,
            operator_id: node.operator_id,
        }
    }
}
