//! Nodes: `/seeds`, `/seeders`, `/ping` (contract 1.1), and their admission.
//!
//! Pings need no authentication, since the original's nodes cannot authenticate. If `RELAY_NODES` is `require`, nodes
//! that neither sign nor are approved get the same answers but are never listed (contract 7, #10).

mod admin;
mod admission;
mod body;
mod deletion;
mod input;
mod list;
mod node_location;
mod number;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
mod ping;

use edge_kit::{
    ErrorCode, RequestContext, client_network, face_error::report_store_fault,
    route_table::RouteTable,
};
use http::{HeaderMap, StatusCode};
use relay_requests::NodeError;
use runtime::{NodeAdmission, RelayNodeSettings};
use store_d1::{StoreError, relay::nodes::NodesShown};
use throttling::Limit;
use unix_time::UnixMillis;

use crate::{
    error::{RelayError, RelayResult},
    route_table::Access,
};

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .post("/seeds/ping", ping::ping)
        .get("/seeds/ping", ping::ping_by_header)
        .post("/ping", ping::ping)
        .get("/ping", ping::ping_by_header)
        .get("/seeds", list::seeds)
        .post("/seeds", number::report)
        .get("/seeds/{imsi}", number::find)
        .get("/seeders", list::seeders)
        .own(|table| {
            table
                .get("/relay/nodes", admin::list)
                .delete("/relay/nodes", deletion::delete_strangers)
                .patch("/relay/nodes/{imsi}", admin::change)
                .delete("/relay/nodes/{imsi}", deletion::delete)
        })
}

/// Returns which nodes the deployment lists.
fn shown(settings: &RelayNodeSettings) -> NodesShown {
    match settings.admission {
        NodeAdmission::Open => NodesShown::All,
        NodeAdmission::Require => NodesShown::Trusted,
    }
}

/// Returns the time of the oldest ping that counts as live.
fn live_since_ms(context: &RequestContext) -> UnixMillis {
    context.now_ms.saturating_sub(context.settings.relay.nodes.window_ms)
}

/// Counts one request from the caller's network.
async fn count(context: &RequestContext, limit: Limit, headers: &HeaderMap) -> RelayResult<()> {
    let network = client_network(headers);
    Ok(throttling::count(context, limit, network.expose()).await?)
}

/// 400 with the reason why a request of a node is malformed.
fn malformed(error: NodeError) -> RelayError {
    let code = match error {
        NodeError::MissingImsi | NodeError::MissingMsisdn | NodeError::MissingSeedType => {
            ErrorCode::MissingParameter
        }
        NodeError::Invalid(_) => ErrorCode::InvalidParameter,
    };
    RelayError::text(code, StatusCode::BAD_REQUEST, error.to_string())
}

/// 500 without a body, as the contract requires when nodes cannot be stored or read.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn broken(error: StoreError) -> RelayError {
    report_store_fault(&error);
    server_error()
}

/// 500 without a body, the same for a body that is not JSON and for a failure of the server.
fn server_error() -> RelayError {
    RelayError::empty(ErrorCode::InternalError, StatusCode::INTERNAL_SERVER_ERROR)
}

/// 404: the account has no node of that name.
fn not_found() -> RelayError {
    RelayError::json(ErrorCode::NodeNotFound, StatusCode::NOT_FOUND, "Node not found")
}
