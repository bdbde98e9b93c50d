//! The SMSGate face: `/3rdparty/v1/*` for integrators, `/mobile/v1/*` for phones, `/upstream/v1/*`,
//! `/health*`, all of it under `/api` as well (contract `smsgate`).
//!
//! One file per family of endpoints. A handler's signature is the only place that states who may call it;
//! [`error::ApiError`] renders the refusals. Answers are exactly `application/json`; an answer without a body is only a
//! status (checklist 2 and 4).

mod access;
mod answer_headers;
mod auth;
mod catalog;
mod device_out;
mod devices;
mod dispatcher_calls;
mod docs;
mod error;
mod fallback;
mod health;
mod inbox;
mod json_body;
mod logs;
mod messages;
mod metrics;
mod mobile;
mod notify;
#[cfg(feature = "openapi")]
mod openapi;
mod query;
mod request_queues;
mod route_table;
mod scopes;
mod settings;
mod signs_of_life;
mod tokens;
mod upstream;
mod webhooks;

use axum::{Router, middleware, routing::any};
use edge_kit::route_table::{PathSpellings, Route, RouteTable};
#[cfg(feature = "openapi")]
pub use openapi::openapi;
pub use route_table::Access;

/// Alternative spellings of paths. Users paste server addresses with `/api` and without it; published clients call both
/// the singular and the plural (checklist 1 and 5).
const SPELLINGS: PathSpellings = PathSpellings {
    mounts: &["", "/api"],
    synonyms: &[("messages", "message"), ("devices", "device")],
};

/// Returns this face's router. Called once per isolate. The face answers every path below its roots, known or not;
/// other paths belong to other faces.
pub fn router() -> Router {
    let mut router =
        table().into_router().method_not_allowed_fallback(fallback::method_not_allowed);
    // These are routes because a router merged from all faces can have only one fallback, which is the SMS Gateway
    // API's.
    for mount in SPELLINGS.mounts {
        for path in ["3rdparty/v1", "3rdparty/v1/{*rest}"] {
            router =
                router.route(&format!("{mount}/{path}"), any(fallback::unknown_to_integrators));
        }
        for path in ["mobile/v1", "mobile/v1/{*rest}", "upstream/v1", "upstream/v1/{*rest}"] {
            router = router.route(&format!("{mount}/{path}"), any(fallback::not_found));
        }
    }
    router
        .route("/api", any(fallback::to_documentation))
        .route_layer(middleware::from_fn(answer_headers::finish))
}

/// Returns all routes of this face with their permitted callers.
pub fn routes() -> Vec<Route<Access>> {
    table().into_routes()
}

/// Table of routes, one line each, in the plural spelling and without `/api`. After adding one, run
/// `WRITE_ROUTES=1 cargo test -p smsgate`, and if an empty object is not a valid body for it, add an example to
/// tests/smsgate/support/routes.mjs.
fn table() -> RouteTable<Access> {
    RouteTable::new(SPELLINGS)
        // Messages.
        .post("/3rdparty/v1/messages", messages::send)
        .get("/3rdparty/v1/messages", messages::list)
        .get("/3rdparty/v1/messages/{id}", messages::show)
        .delete("/3rdparty/v1/messages/{id}", messages::cancel)
        // Inbox.
        .get("/3rdparty/v1/inbox", inbox::list)
        .get("/3rdparty/v1/inbox/{id}/attachments/{part_id}", inbox::attachments::show)
        .post("/3rdparty/v1/inbox/refresh", inbox::refresh::refresh)
        .post("/3rdparty/v1/inbox/export", inbox::refresh::export)
        .post("/3rdparty/v1/messages/inbox/export", inbox::refresh::export)
        // Devices.
        .get("/3rdparty/v1/devices", devices::list)
        .delete("/3rdparty/v1/devices/{id}", devices::delete)
        // Webhooks.
        .get("/3rdparty/v1/webhooks", webhooks::list)
        .post("/3rdparty/v1/webhooks", webhooks::put)
        .delete("/3rdparty/v1/webhooks/{id}", webhooks::delete)
        // Settings.
        .get("/3rdparty/v1/settings", settings::show)
        .patch("/3rdparty/v1/settings", settings::patch)
        .put("/3rdparty/v1/settings", settings::replace)
        // Tokens.
        .post("/3rdparty/v1/auth/token", tokens::issue)
        .post("/3rdparty/v1/auth/token/refresh", tokens::refresh)
        .delete("/3rdparty/v1/auth/token/{jti}", tokens::revoke)
        // Logs.
        .get("/3rdparty/v1/logs", logs::list)
        // Phones: registration and their own data.
        .post("/mobile/v1/device", mobile::register::register)
        .get("/mobile/v1/device", mobile::device::show)
        .patch("/mobile/v1/device", mobile::device::update)
        .get("/mobile/v1/user/code", mobile::code::create)
        .patch("/mobile/v1/user/password", mobile::password::change)
        // Phones: messages.
        .get("/mobile/v1/messages", mobile::messages::fetch)
        .patch("/mobile/v1/messages", mobile::messages::report)
        // Phones: webhooks, settings, inbox.
        .get("/mobile/v1/webhooks", mobile::webhooks::list)
        .get("/mobile/v1/settings", mobile::settings::show)
        .post("/mobile/v1/inbox", mobile::inbox::upload)
        // Phones: event streams.
        .get("/mobile/v1/events", mobile::events::events)
        // Upstream.
        .post("/upstream/v1/push", upstream::push)
        // Open to all callers.
        .get("/metrics", metrics::show)
        .get("/.well-known/api-catalog", catalog::show)
        .get("/docs", docs::show)
        .get("/docs/doc.json", docs::describe)
        .get("/health", health::ready)
        .get("/health/live", health::live)
        .get("/health/ready", health::ready)
        .get("/health/startup", health::startup)
        .get("/3rdparty/v1/health", health::ready)
        .get("/3rdparty/v1/health/live", health::live)
        .get("/3rdparty/v1/health/ready", health::ready)
        .get("/3rdparty/v1/health/startup", health::startup)
}
