//! The providers face: `/providers/{provider}/{endpoint token}` (contract `providers`).
//!
//! Providers report here which SMS arrived at an account's numbers, and the status of those they were given. The token
//! in the path names the account; if the provider signs and its secret is known, the signature must be valid too.
//! Events reach the account's Dispatcher before the answer, so the provider retries after any failure on our side, and
//! a repeated callback changes nothing.

mod callback;
mod endpoint;
mod error;
#[cfg(feature = "openapi")]
mod openapi;
mod provider_events;
mod route_table;

use axum::Router;
use edge_kit::route_table::{Route, RouteTable};
#[cfg(feature = "openapi")]
pub use openapi::openapi;
pub use route_table::Access;

/// Builds this face's router. Called once per isolate.
pub fn router() -> Router {
    table().into_router()
}

/// Returns all routes of this face with their access rules, for tests and documentation.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// Builds the table of routes. After adding a route, run `WRITE_ROUTES=1 cargo test -p providers`.
fn table() -> RouteTable<Access> {
    let path = "/providers/{provider}/{token}";
    RouteTable::default()
        .own(|table| table.post(path, callback::callback).get(path, callback::callback))
}
