//! The directory of gateway clients and their reliability (contract 3.1, 3.5).
//!
//! Clients that look for a number to send requests to read it without authentication.

mod admin;
mod clients;
mod countries;
mod etag;
mod input;
mod key_rotation;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
mod pagination;
mod reliability_tests;

use edge_kit::{RequestContext, client_network, route_table::RouteTable};
use http::HeaderMap;
pub use key_rotation::reseal_client_keys;
use pagination::PageQuery;
use throttling::Limit;

use crate::{error::RelayResult, route_table::Access};

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .get("/v3/clients", clients::list)
        .get("/v3/clients/countries", countries::countries)
        .get("/v3/clients/{client}/operators", countries::operators)
        .get("/v3/clients/{client}/tests", reliability_tests::list)
        .post("/v3/clients/{client}/tests", reliability_tests::start)
        .own(|table| {
            table
                .put("/relay/clients/{msisdn}", admin::put)
                .delete("/relay/clients/{msisdn}", admin::delete)
                .post("/relay/clients/{msisdn}/key", admin::issue_key)
                .delete("/relay/clients/{msisdn}/key", admin::delete_key)
        })
}

/// Counts one request from the caller's network.
async fn count(context: &RequestContext, headers: &HeaderMap) -> RelayResult<()> {
    let network = client_network(headers);
    Ok(throttling::count(context, Limit::Catalog, network.expose()).await?)
}
