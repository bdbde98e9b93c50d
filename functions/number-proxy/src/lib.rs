//! The number proxy face: `/tn`, `/session`, `POST /` (contract `number-proxy`), and additions that the original lacks:
//! a session's interactions, opt-outs, and an account's own texts.
//!
//! One file per endpoint. A handler's signature states who may call it; [`error::ProxyError`] builds the refusals.

mod access;
mod callback;
mod dispatcher_calls;
mod error;
mod input;
mod json_object;
#[cfg(feature = "openapi")]
mod openapi;
mod opt_outs;
mod route_table;
mod session;
mod session_closing;
mod settings;
mod tn;

use axum::Router;
use edge_kit::route_table::{Route, RouteTable};
#[cfg(feature = "openapi")]
pub use openapi::openapi;
pub use route_table::Access;
pub use session_closing::expire;

/// Builds this face's router. Called once per isolate.
pub fn router() -> Router {
    table().into_router().method_not_allowed_fallback(error::method_not_allowed)
}

/// Returns all routes of this face with their access rules, for tests and documentation.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// Builds the table of routes. After adding a route, run `WRITE_ROUTES=1 cargo test -p number-proxy`.
fn table() -> RouteTable<Access> {
    RouteTable::default()
        .post("/tn", tn::add::add)
        .get("/tn", tn::list::list)
        .delete("/tn", tn::remove::remove)
        .post("/session", session::create::create)
        .get("/session", session::list::list)
        .delete("/session", session::end::end)
        .own(|table| {
            table
                .get("/session/{session_id}", session::show::show)
                .get("/session/{session_id}/interactions", session::interactions::list)
                .get("/proxy/settings", settings::show)
                .put("/proxy/settings", settings::update)
                .get("/proxy/opt-outs", opt_outs::list)
                .delete("/proxy/opt-outs", opt_outs::delete)
        })
        .post("/", callback::callback)
}
