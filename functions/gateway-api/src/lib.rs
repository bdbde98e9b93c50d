//! The SMS Gateway API: `/api/v1/*`, `/cable`, `/up` (contract `gateway-api`).
//!
//! One file per endpoint. A handler's signature is the only place that states who may call it; [`error::ApiError`]
//! renders the refusals.

mod access;
mod addresses;
mod admin;
mod cable_endpoint;
mod dispatcher_calls;
mod error;
mod gateway;
mod health;
mod input;
#[cfg(feature = "openapi")]
mod openapi;
mod otp;
mod pairings;
mod people;
mod route_table;
mod session;
mod sign_in_links;
mod sms;

use axum::Router;
use edge_kit::route_table::{Route, RouteTable};
#[cfg(feature = "openapi")]
pub use openapi::openapi;
pub use route_table::Access;

/// Returns this face's router. Called once per isolate.
pub fn router() -> Router {
    table().into_router().fallback(error::not_found).method_not_allowed_fallback(error::not_found)
}

/// Returns all routes of this face with their permitted callers.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// Table of routes, one line each. After adding one, run `WRITE_ROUTES=1 cargo test -p gateway-api`, and add an example
/// request to tests/http/support/routes.mjs.
fn table() -> RouteTable<Access> {
    RouteTable::default()
        // Phones.
        .post("/api/v1/gateway/register", gateway::register::register)
        .post("/api/v1/gateway/heartbeat", gateway::heartbeat::heartbeat)
        .post("/api/v1/gateway/sms/received", gateway::received::received)
        .post("/api/v1/gateway/sms/status", gateway::status::status)
        .get("/cable", cable_endpoint::connect)
        // Integrators.
        .post("/api/v1/sms/send", sms::send::send)
        .get("/api/v1/sms/status/{message_id}", sms::status::status)
        .get("/api/v1/sms/received", sms::received::received)
        .post("/api/v1/otp/send", otp::send::send)
        .post("/api/v1/otp/verify", otp::verify::verify)
        // Administrators.
        .get("/api/v1/admin/gateways", admin::gateways::list)
        .post("/api/v1/admin/gateways/{id}/toggle", admin::gateways::toggle)
        .get("/api/v1/admin/stats", admin::stats::stats)
        .own(messages)
        .own(administration)
        .own(people_and_sessions)
        // Open to all callers.
        .get("/up", health::up)
}

/// Adds the routes of integrators that the original does not have.
fn messages(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .post("/api/v1/sms/{message_id}/cancel", sms::cancel::cancel)
        .post("/api/v1/sms/{message_id}/resend", sms::resend::resend)
}

/// Adds the routes of administrators that the original does not have.
fn administration(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .get("/api/v1/admin/gateways/{id}", admin::gateways::show::show)
        .patch("/api/v1/admin/gateways/{id}", admin::gateways::update)
        .delete("/api/v1/admin/gateways/{id}", admin::gateways::delete)
        .post("/api/v1/admin/gateways/{id}/rotate-key", admin::gateways::rotate_key::rotate)
        .post("/api/v1/admin/gateways/{id}/test", admin::gateways::test_message::send)
        .get("/api/v1/admin/gateways/pending", admin::gateways::pending::list)
        .delete("/api/v1/admin/gateways/pending/{id}", admin::gateways::pending::delete)
        .post("/api/v1/admin/gateways/{id}/approve", admin::gateways::pending::approve)
        .post("/api/v1/admin/pairings", admin::pairings::create)
        .get("/api/v1/admin/pairings/{id}", admin::pairings::show)
        .delete("/api/v1/admin/pairings/{id}", admin::pairings::delete)
        .post("/api/v1/pairings/redeem", pairings::redeem)
        .get("/api/v1/admin/keys", admin::keys::list)
        .post("/api/v1/admin/keys", admin::keys::create)
        .post("/api/v1/admin/keys/{id}/revoke", admin::keys::revoke)
        .get("/api/v1/admin/webhooks", admin::webhooks::list)
        .post("/api/v1/admin/webhooks", admin::webhooks::create)
        .get("/api/v1/admin/webhooks/{id}", admin::webhooks::show)
        .patch("/api/v1/admin/webhooks/{id}", admin::webhooks::update)
        .delete("/api/v1/admin/webhooks/{id}", admin::webhooks::delete)
        .get("/api/v1/admin/webhooks/{id}/attempts", admin::webhooks::attempts::list)
        .post("/api/v1/admin/webhooks/{id}/replay", admin::webhooks::replay::replay)
        .post("/api/v1/admin/webhooks/{id}/rotate", admin::webhooks::rotate::rotate)
        .post("/api/v1/admin/webhooks/{id}/test", admin::webhooks::test::send_test)
        .get("/api/v1/admin/providers", admin::providers::list)
        .get("/api/v1/admin/providers/{provider}", admin::providers::show)
        .put("/api/v1/admin/providers/{provider}", admin::providers::set)
        .delete("/api/v1/admin/providers/{provider}", admin::providers::delete)
        .post("/api/v1/admin/providers/{provider}/endpoint", admin::providers::endpoint::create)
        .delete("/api/v1/admin/providers/{provider}/endpoint", admin::providers::endpoint::revoke)
        .get("/api/v1/admin/providers/{provider}/numbers", admin::providers::numbers::list)
        .post("/api/v1/admin/providers/{provider}/numbers", admin::providers::numbers::create)
        .patch("/api/v1/admin/providers/{provider}/numbers/{id}", admin::providers::numbers::update)
        .delete(
            "/api/v1/admin/providers/{provider}/numbers/{id}",
            admin::providers::numbers::delete,
        )
        .get("/api/v1/admin/routing", admin::routing::show)
        .patch("/api/v1/admin/routing", admin::routing::update)
        .get("/api/v1/admin/messages", admin::messages::list)
        .get("/api/v1/admin/messages/{message_id}", admin::messages::show)
}

/// Adds the routes of people: signing in, their sessions and passkeys, their administration, and the audit log.
fn people_and_sessions(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .post("/api/v1/operator/sign-in-links", sign_in_links::create)
        .post("/api/v1/session/link", session::link::redeem)
        .post("/api/v1/session/passkey/options", session::passkey::options)
        .post("/api/v1/session/passkey", session::passkey::sign_in)
        .get("/api/v1/session", session::current::show)
        .delete("/api/v1/session", session::current::end)
        .get("/api/v1/session/sessions", session::sessions::list)
        .delete("/api/v1/session/sessions/{id}", session::sessions::end)
        .post("/api/v1/session/passkeys/options", session::passkeys::options)
        .get("/api/v1/session/passkeys", session::passkeys::list)
        .post("/api/v1/session/passkeys", session::passkeys::register)
        .patch("/api/v1/session/passkeys/{id}", session::passkeys::rename)
        .delete("/api/v1/session/passkeys/{id}", session::passkeys::delete)
        .get("/api/v1/admin/people", admin::people::list)
        .post("/api/v1/admin/people", admin::people::create)
        .patch("/api/v1/admin/people/{id}", admin::people::update)
        .delete("/api/v1/admin/people/{id}", admin::people::delete)
        .post("/api/v1/admin/people/{id}/sign-in-link", admin::people::sign_in_link::create)
        .get("/api/v1/admin/people/{id}/sessions", admin::people::sessions::list)
        .delete("/api/v1/admin/people/{id}/sessions/{session_id}", admin::people::sessions::end)
        .get("/api/v1/admin/audit", admin::audit::list)
}
