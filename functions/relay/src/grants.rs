//! Grants: relay users' permissions for us on online platforms (contract 2.1, 3.4).

mod bluesky;
mod callback;
mod exchange;
mod failure;
mod fields;
mod finish;
mod input;
mod logos;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
pub(crate) mod platforms;
pub(crate) mod redirect_urls;
mod registry;
mod revoke;
mod start;
mod step_out;
mod target;
mod telegram;
mod wallet;

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    let grant = "/v2/users/{uid}/platforms/{platform}/protocols/{protocol}";
    let step = "/v2/users/{uid}/platforms/{platform}/protocols/{protocol}/{action}";
    table
        .get("/v2/users/{uid}/platforms", wallet::list)
        .post(grant, start::start)
        .put(grant, finish::finish)
        .put(step, finish::finish_by_password)
        .delete(grant, revoke::revoke)
        .delete(step, revoke::revoke)
        .get("/platforms/{platform}/protocols/{protocol}/redirect_codes", callback::callback)
        .get("/logos/{file}", logos::show)
        .get("/v1/platforms", registry::list)
        .get("/v1/platforms/{platform}", registry::show)
        .get("/v1/platforms/{platform}/oauth/client-metadata.json", bluesky::metadata)
        .get("/v1/platforms/{platform}/oauth/callback", bluesky::callback)
}
