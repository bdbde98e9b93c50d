//! The providers face: `/providers/{provider}/{endpoint token}` (contract `providers`).
//!
//! A provider says here which SMS arrived at an account's number, and what became of those that it was given. The
//! token in the path says whose; where the provider signs and its secret is known, the signature has to be right
//! too. What it says is told to the account's Dispatcher before it is answered, so that whatever fails on our side
//! is repeated by the provider, and what is repeated changes nothing.

mod callback;
mod endpoint;
mod error;
mod route_table;
mod said;

use axum::Router;
use edge_kit::route_table::{Route, RouteTable};
pub use route_table::Access;

/// This face. Called once per isolate.
pub fn router() -> Router {
    table().into_router()
}

/// All routes of this face and who may call them, for whoever wants to read them.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// After adding a route: `WRITE_ROUTES=1 cargo test -p providers`.
fn table() -> RouteTable<Access> {
    RouteTable::default()
        .post("/providers/{provider}/{token}", callback::callback)
        .get("/providers/{provider}/{token}", callback::callback)
}
