//! Sync: gives an app its shared key (contract 1.2 to 1.5).
//!
//! Statuses and texts are those of the contract's tables. Internal failures are a 500 without a body, which these
//! clients know; only a missing setting is named.

mod input;
mod json_body;
mod key_deletion;
mod keys;
mod one_step;
mod opening;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
mod path_session;
mod responses;
mod shared_key;
mod socket;
mod step_one;
mod step_two;
mod sync_notice;
mod throttle;
mod verification;

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .get("/v2/sync/users/{user_id}", opening::open)
        .get("/v2/sync/init/{user_id}", socket::of_one_step)
        .get("/v2/sync/init/{user_id}/{session_id}", socket::of_session)
        .post("/v2/sync/users/{user_id}/sessions/{session_id}/handshake", step_one::handshake)
        .post("/v2/sync/users/{user_id}/sessions/{session_id}", step_two::step_two)
        .post("/v2/sync/users/verification", verification::verify)
        .delete("/v2/sync/users", key_deletion::delete)
        .get("/v2/sync/keys", keys::list)
}
