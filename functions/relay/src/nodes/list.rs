//! `GET /seeds`, `GET /seeders` (contract 1.1).

use axum::Json;
use edge_kit::RequestContext;
use http::HeaderMap;
use serde::Serialize;
use store_d1::{
    Store,
    relay::{
        gateway_clients::{GatewayClientFilter, GatewayClientRecord, MAX_GATEWAY_CLIENTS},
        nodes::LiveNode,
    },
};
use throttling::Limit;

use super::{broken, count, live_since_ms, ping::float_secs, shown};
use crate::{account::RelayAccount, error::RelayResult};

const SEEDER: &str = "seeder";
const SEED: &str = "seed";

/// A listed node. All seven fields are always present: an app of 2022 reads each of them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SeedOut {
    /// IMSI of the node; for a gateway client of the directory, the digits of its number.
    #[serde(rename = "IMSI")]
    imsi: String,
    /// Phone number, as the node states it.
    #[serde(rename = "MSISDN")]
    msisdn: String,
    /// `seed`, `seeder`, or another word that the node states.
    seed_type: String,
    /// Time of the last ping, in Unix seconds with a fraction; for a gateway client of the directory, that of its last
    /// publication or of its entry.
    #[serde(rename = "LPS")]
    last_ping_secs: f64,
    /// English name of the number's country; empty if it is unknown.
    country: String,
    /// Name of the SIM's network; empty if it is unknown.
    operator_name: String,
    /// Country code and network code of the SIM's network, in digits; `null` if they are unknown.
    operator_id: Option<String>,
}

/// `GET /seeds`: lists the live nodes, in no particular order. If there are none, lists the directory's gateway clients
/// with a second query: the app has no other source of numbers, and sends nothing without one.
#[worker::send]
pub(crate) async fn seeds(
    context: RequestContext,
    account: RelayAccount,
    headers: HeaderMap,
) -> RelayResult<Json<Vec<SeedOut>>> {
    let account_id = account.0.clone();
    let Json(nodes) = listed(&context, account, &headers, None).await?;
    if !nodes.is_empty() {
        return Ok(Json(nodes));
    }
    let store = Store::open(&context.env).map_err(broken)?;
    let all = GatewayClientFilter::default();
    let directory = store.list_gateway_clients(&account_id, all, 0, MAX_GATEWAY_CLIENTS).await;
    let clients = directory.map_err(broken)?.clients;
    Ok(Json(clients.into_iter().map(SeedOut::from).collect()))
}

/// `GET /seeders`: lists the live nodes that answer an SMS asking for the sender's own number.
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

/// A gateway client states no SIM: the digits of its number replace the IMSI, so that apps which identify nodes by IMSI
/// can tell clients apart. It does not ping either; the time is that of its last forwarded request, or of its entry
/// into the directory.
impl From<GatewayClientRecord> for SeedOut {
    fn from(client: GatewayClientRecord) -> Self {
        let code = client.operator_code;
        Self {
            imsi: client.msisdn.trim_start_matches('+').to_owned(),
            msisdn: client.msisdn,
            seed_type: SEED.to_owned(),
            last_ping_secs: float_secs(client.last_published_at_ms.unwrap_or(client.created_at_ms)),
            country: client.country,
            operator_name: client.operator,
            operator_id: (!code.is_empty()).then_some(code),
        }
    }
}

impl From<LiveNode> for SeedOut {
    fn from(node: LiveNode) -> Self {
        Self {
            imsi: node.imsi,
            msisdn: node.msisdn,
            seed_type: node.seed_type,
            last_ping_secs: float_secs(node.last_ping_at_ms),
            country: node.country,
            operator_name: node.operator_name,
            operator_id: node.operator_id,
        }
    }
}
