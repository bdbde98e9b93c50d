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
mod event_readers;
mod gateway;
mod health;
mod input;
#[cfg(feature = "openapi")]
mod openapi;
mod operator;
mod otp;
mod pages;
mod pairings;
mod patched;
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
        // The deployment's operator.
        .own(deployment)
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

/// Adds the routes of administrators and of receivers that the original does not have.
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
        .get("/api/v1/admin/keys/{id}", admin::keys::show)
        .patch("/api/v1/admin/keys/{id}", admin::keys::rename)
        .post("/api/v1/admin/keys/{id}/revoke", admin::keys::revoke)
        .get("/api/v1/admin/logins", admin::logins::list)
        .delete("/api/v1/admin/logins/{login}", admin::logins::remove)
        .get("/api/v1/admin/tokens", admin::tokens::list)
        .post("/api/v1/admin/tokens/revoke", admin::tokens::revoke_all)
        .post("/api/v1/admin/tokens/{id}/revoke", admin::tokens::revoke)
        .get("/api/v1/admin/relay/users", admin::relay::users::list)
        .post("/api/v1/admin/relay/users", admin::relay::users::create)
        .get("/api/v1/admin/relay/users/{id}", admin::relay::users::show)
        .delete("/api/v1/admin/relay/users/{id}", admin::relay::users::delete)
        .post("/api/v1/admin/relay/users/{id}/password", admin::relay::users::set_password)
        .get("/api/v1/admin/relay/users/{id}/grants", admin::relay::grants::list)
        .delete("/api/v1/admin/relay/users/{id}/grants/{platform}", admin::relay::grants::revoke)
        .get("/api/v1/admin/relay/invitations", admin::relay::invitations::list)
        .post("/api/v1/admin/relay/invitations", admin::relay::invitations::create)
        .delete(
            "/api/v1/admin/relay/invitations/{phone_number}",
            admin::relay::invitations::withdraw,
        )
        .get("/api/v1/admin/webhooks", admin::webhooks::list)
        .post("/api/v1/admin/webhooks", admin::webhooks::create)
        .get("/api/v1/admin/webhooks/events", admin::webhooks::events::list)
        .get("/api/v1/admin/webhooks/{id}", admin::webhooks::show)
        .patch("/api/v1/admin/webhooks/{id}", admin::webhooks::update)
        .delete("/api/v1/admin/webhooks/{id}", admin::webhooks::delete)
        .get("/api/v1/admin/webhooks/{id}/attempts", admin::webhooks::attempts::list)
        .get(
            "/api/v1/admin/webhooks/{id}/attempts/{attempt_id}",
            admin::webhooks::attempts::show::show,
        )
        .post("/api/v1/admin/webhooks/{id}/replay", admin::webhooks::replay::replay)
        .post("/api/v1/admin/webhooks/{id}/rotate", admin::webhooks::rotate::rotate)
        .post("/api/v1/admin/webhooks/{id}/test", admin::webhooks::test::send_test)
        .get("/api/v1/webhooks/public-key/{account_id}", admin::webhooks::public_key::show)
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
        .get("/api/v1/admin/otp/conversions", admin::otp::conversions::show)
        .get("/api/v1/admin/otp/blocks", admin::otp::blocks::list)
        .post("/api/v1/admin/otp/blocks", admin::otp::blocks::create)
        .delete("/api/v1/admin/otp/blocks/{number_block}", admin::otp::blocks::lift)
        .get("/api/v1/admin/otp/policy", admin::otp::policy::show)
        .patch("/api/v1/admin/otp/policy", admin::otp::policy::update)
        .get("/api/v1/admin/usage", admin::usage::usage)
        .get("/api/v1/admin/opt-out", admin::opt_out_policy::show)
        .patch("/api/v1/admin/opt-out", admin::opt_out_policy::update)
        .get("/api/v1/admin/opt-outs", admin::opt_outs::list)
        .post("/api/v1/admin/opt-outs", admin::opt_outs::create)
        .post("/api/v1/admin/opt-outs/import", admin::opt_outs::import)
        .get("/api/v1/admin/opt-outs/{number}", admin::opt_outs::show)
        .delete("/api/v1/admin/opt-outs/{number}", admin::opt_outs::delete)
        .get("/api/v1/admin/events", admin::events::follow)
        .get("/api/v1/admin/messages", admin::messages::list)
        .get("/api/v1/admin/messages/export", admin::messages::export::export)
        .get("/api/v1/admin/messages/{message_id}", admin::messages::show)
        .get(
            "/api/v1/admin/messages/{message_id}/timeline/verify",
            admin::messages::timeline::verify,
        )
        .get("/api/v1/admin/conversations", admin::conversations::list)
        .get("/api/v1/admin/conversations/{number}", admin::conversations::show)
        .post("/api/v1/admin/conversations/{number}/read", admin::conversations::mark_read)
        .get("/api/v1/admin/labels", admin::labels::list)
        .get("/api/v1/admin/labels/{label}", admin::labels::show)
        .get("/api/v1/sms/received/{message_id}", sms::received::show)
}

/// Adds the routes of the deployment itself, which only its operator may call.
fn deployment(table: RouteTable<Access>) -> RouteTable<Access> {
    table
        .get("/api/v1/operator/accounts", operator::accounts::list)
        .post("/api/v1/operator/accounts", operator::accounts::create)
        .get("/api/v1/operator/accounts/{id}", operator::accounts::show)
        .patch("/api/v1/operator/accounts/{id}", operator::accounts::update)
        .delete("/api/v1/operator/accounts/{id}", operator::account_deletions::delete)
        .get("/api/v1/operator/account-deletions", operator::account_deletions::list)
        .get("/api/v1/operator/account-deletions/{id}", operator::account_deletions::show)
        .post("/api/v1/operator/accounts/{id}/disable", operator::accounts::disable)
        .post("/api/v1/operator/accounts/{id}/enable", operator::accounts::enable)
        .put("/api/v1/operator/accounts/{id}/login", operator::login::set)
        .delete("/api/v1/operator/accounts/{id}/login", operator::login::remove)
        .get("/api/v1/operator/settings", operator::settings::list)
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
