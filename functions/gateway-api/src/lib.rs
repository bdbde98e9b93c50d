//! The SMS Gateway API: `/api/v1/*`, `/cable`, `/up` (contract `gateway-api`).
//!
//! One file per endpoint. A handler's signature says who may call it; what it answers when it does not
//! is [`error::ApiError`]'s business.

mod access;
mod admin;
mod cable_endpoint;
mod calls;
mod error;
mod fields;
mod gateway;
mod health;
mod otp;
mod sms;

use axum::{
    Router,
    routing::{get, patch, post},
};

/// All routes of this face. Called once per isolate.
pub fn router() -> Router {
    Router::new()
        // Phones.
        .route("/api/v1/gateway/register", post(gateway::register::register))
        .route("/api/v1/gateway/heartbeat", post(gateway::heartbeat::heartbeat))
        .route("/api/v1/gateway/sms/received", post(gateway::received::received))
        .route("/api/v1/gateway/sms/status", post(gateway::status::status))
        .route("/cable", get(cable_endpoint::connect))
        // Integrators.
        .route("/api/v1/sms/send", post(sms::send::send))
        .route("/api/v1/sms/status/{message_id}", get(sms::status::status))
        .route("/api/v1/sms/received", get(sms::received::received))
        .route("/api/v1/otp/send", post(otp::send::send))
        .route("/api/v1/otp/verify", post(otp::verify::verify))
        // Administrators.
        .route("/api/v1/admin/gateways", get(admin::gateways::list))
        .route("/api/v1/admin/gateways/{id}", patch(admin::gateways::update))
        .route("/api/v1/admin/gateways/{id}/toggle", post(admin::gateways::toggle))
        .route("/api/v1/admin/gateways/{id}/approve", post(admin::gateways::approve))
        .route("/api/v1/admin/keys", get(admin::keys::list).post(admin::keys::create))
        .route("/api/v1/admin/keys/{id}/revoke", post(admin::keys::revoke))
        .route("/api/v1/admin/webhooks", get(admin::webhooks::list).post(admin::webhooks::create))
        .route(
            "/api/v1/admin/webhooks/{id}",
            get(admin::webhooks::show)
                .patch(admin::webhooks::update)
                .delete(admin::webhooks::delete),
        )
        .route("/api/v1/admin/webhooks/{id}/attempts", get(admin::webhooks::attempts::list))
        .route("/api/v1/admin/webhooks/{id}/replay", post(admin::webhooks::replay::replay))
        .route("/api/v1/admin/webhooks/{id}/rotate", post(admin::webhooks::rotate::rotate))
        .route("/api/v1/admin/webhooks/{id}/test", post(admin::webhooks::test::send_test))
        .route("/api/v1/admin/stats", get(admin::stats::stats))
        .route("/api/v1/admin/messages", get(admin::messages::list))
        .route("/api/v1/admin/messages/{message_id}", get(admin::messages::show))
        // Anybody.
        .route("/up", get(health::up))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::not_found)
}
