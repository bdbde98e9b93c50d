//! Sync: how an app gets its shared key (contract 1.2 to 1.5).
//!
//! Statuses and texts are the contract's tables. What is wrong on our side is a 500 without a word, as these
//! clients know it; only what an operator has not set up says so.

mod body;
mod keys;
mod notice;
mod one_step;
mod open;
mod reply;
mod session;
mod shared_key;
mod socket;
mod step_one;
mod step_two;
mod throttle;
mod upkeep;
mod verification;

use edge_kit::route_table::RouteTable;

use crate::route_table::Access;

pub(crate) fn routes(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .get("/v2/sync/users/{user_id}", open::open)
        .get("/v2/sync/init/{user_id}", socket::of_one_step)
        .get("/v2/sync/init/{user_id}/{session_id}", socket::of_session)
        .post("/v2/sync/users/{user_id}/sessions/{session_id}/handshake", step_one::handshake)
        .post("/v2/sync/users/{user_id}/sessions/{session_id}", step_two::step_two)
        .post("/v2/sync/users/verification", verification::verify)
        .delete("/v2/sync/users", upkeep::delete)
        .get("/v2/sync/keys", keys::list)
}
