//! The relay face: sync, relay users and their grants, requests by SMS, nodes and the directory of gateway
//! clients (contract `relaysms`).
//!
//! One folder per family of endpoints, one file per endpoint. A handler's signature states who may call it. The
//! original's clients read statuses, and some of them texts; [`error::RelayError`] builds them.

mod access;
mod account;
mod answers;
mod directory;
mod error;
mod forwarder;
mod grants;
mod nodes;
#[cfg(feature = "openapi")]
mod openapi;
mod origin;
mod publishing;
mod query;
mod route_table;
mod security_headers;
mod sync;
mod users;

use axum::{Router, middleware::from_fn};
pub use directory::reseal_client_keys;
use edge_kit::route_table::{Route, RouteTable};
#[cfg(feature = "openapi")]
pub use openapi::openapi;
pub use route_table::Access;

/// Builds this face's router. Called once per isolate.
pub fn router() -> Router {
    let router = table().into_router().layer(from_fn(users::session::renew));
    let router = router.method_not_allowed_fallback(error::method_not_allowed);
    // The outermost layer, so that refusals of methods carry the headers as well.
    router.layer(from_fn(security_headers::add))
}

/// Whether routes of this path identify their callers by a cookie, so that pages of other origins may send it along
/// (contract 0). The cookie itself is `SameSite=Lax`, so pages of other sites cannot.
pub fn takes_cookies(path: &str) -> bool {
    path.starts_with("/v2/")
}

/// Returns all routes of this face with their access rules, for tests and documentation.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// Builds the table of routes. After adding a route, run `WRITE_ROUTES=1 cargo test -p relay`.
fn table() -> RouteTable<Access> {
    let table = RouteTable::default();
    let table = sync::routes(table);
    let table = users::routes(table);
    let table = grants::routes(table);
    let table = publishing::routes(table);
    let table = nodes::routes(table);
    directory::routes(table)
}
