//! Description of this face for its OpenAPI document.

mod webhooks;

use edge_kit::openapi::{
    ErrorFormat, Face, Header, Operation, Schemas, SecurityScheme, document_with_webhooks,
};
use serde_json::Value;

use crate::{admin, route_table::Access, table};

/// Body of a failure.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct ErrorOut {
    /// Cause in plain words. Their text is stable for causes that the original has.
    error: String,
    /// The HTTP status; only for requests that failed before any endpoint ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

const JSON_ERROR: ErrorFormat = ErrorFormat {
    content_type: Some("application/json; charset=utf-8"),
    schema: Some(Schemas::answer::<ErrorOut>),
};

const FACE: Face = Face {
    title: "Wireroom: SMS Gateway API",
    description: "Send and receive SMS, send and verify one-time codes, and manage the account's gateways, keys, \
                  webhooks, providers and numbers.\n\nParameters may come as JSON, as a form or in the query; a number \
                  may be given in digits, and a text as a number. Unknown parameters are ignored, and `null` counts as \
                  absent.",
    servers: &["/"],
    tags: &[
        ("Gateways", "What a phone calls."),
        ("Messages", "Sending and receiving SMS."),
        ("One-time codes", "Sending and verifying codes."),
        ("Gateway administration", "The account's phones."),
        ("Keys", "API keys and registration tokens."),
        ("Webhooks", "Endpoints to which events are delivered."),
        ("Providers", "SMS providers, their credentials, callbacks and numbers."),
        ("Routing", "The kind of route that is preferred."),
        ("Statistics", "Counts and history."),
        ("Health", "Liveness."),
    ],
    security: &[
        SecurityScheme {
            name: "clientKey",
            json: r#"{"type":"http","scheme":"bearer","description":"A client key, `api_live_…`."}"#,
        },
        SecurityScheme {
            name: "gatewayKey",
            json: r#"{"type":"http","scheme":"bearer","description":"A gateway's key, `gw_live_…`."}"#,
        },
        SecurityScheme {
            name: "registrationToken",
            json: r#"{"type":"http","scheme":"bearer","description":"The deployment's `GATEWAY_PRIVATE_TOKEN`, or an account's registration token, `reg_live_…`."}"#,
        },
    ],
    path_parameters: &[("id", "Id of the resource, as its list shows it.")],
    headers: &[
        Header { name: "Cache-Control", description: "`no-store`." },
        Header { name: "X-Content-Type-Options", description: "`nosniff`." },
    ],
    error: JSON_ERROR,
    errors: &[(503, "A part of the platform did not answer, and nothing was decided.")],
    body_errors: &[
        (
            400,
            "The body, the query or a parameter is not readable, or a required parameter is missing.",
        ),
        (413, "The body is too long, or has too many JSON values."),
    ],
    access_errors: &[
        (401, "The key is missing, unknown, revoked or expired."),
        (403, "The key lacks the permission, or is of another kind."),
    ],
};

/// Returns the document of this face.
///
/// # Errors
/// The list of its defects, such as a route without a description.
pub fn openapi() -> Result<Value, Vec<String>> {
    document_with_webhooks(&FACE, &table().into_routes(), operations(), &webhooks::all())
}

fn operations() -> Vec<Operation> {
    let families = [admin::operations()];
    families.into_iter().flatten().collect()
}
