//! The number proxy face: `/tn`, `/session`, `POST /` (contract `number-proxy`), and what the original has not:
//! a session's interactions, opt-outs, an account's own words.
//!
//! One file per endpoint. A handler's signature says who may call it; what it answers when it does not is
//! [`error::ProxyError`]'s business.

mod access;
mod body;
mod callback;
mod closing;
mod dispatcher;
mod error;
mod opt_outs;
mod route_table;
mod session;
mod settings;
mod tn;

use axum::Router;
pub use closing::expire;
use edge_kit::route_table::{Route, RouteTable};
pub use route_table::Access;

/// This face. Called once per isolate.
pub fn router() -> Router {
    table().into_router().method_not_allowed_fallback(error::method_not_allowed)
}

/// All routes of this face and who may call them, for whoever wants to read them.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// After adding a route: `WRITE_ROUTES=1 cargo test -p number-proxy`.
fn table() -> RouteTable<Access> {
    RouteTable::default()
        .post("/tn", tn::add::add)
        .get("/tn", tn::list::list)
        .delete("/tn", tn::remove::remove)
        .post("/session", session::create::create)
        .get("/session", session::list::list)
        .delete("/session", session::end::end)
        .get("/session/{session_id}", session::show::show)
        .get("/session/{session_id}/interactions", session::interactions::list)
        .get("/proxy/settings", settings::show)
        .put("/proxy/settings", settings::update)
        .get("/proxy/opt-outs", opt_outs::list)
        .delete("/proxy/opt-outs", opt_outs::delete)
        .post("/", callback::callback)
}
