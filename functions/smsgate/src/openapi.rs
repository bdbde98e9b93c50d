//! Description of this face for the document of its API.

mod events;

use edge_kit::{
    ErrorCode,
    openapi::{
        ErrorFormat, Face, Header, LINK, Operation, Schemas, SecurityScheme, document_with_webhooks,
    },
};
use serde_json::Value;

use crate::{
    catalog, devices, docs, error::ErrorOut, health, inbox, logs, messages, metrics, mobile,
    route_table::Access, settings, table, tokens, upstream, webhooks,
};

const JSON_ERROR: ErrorFormat = ErrorFormat {
    content_type: Some("application/json"),
    schema: Some(Schemas::answer::<ErrorOut>),
};

const FACE: Face = Face {
    title: "Wireroom: SMSGate API",
    description: DESCRIPTION,
    servers: &["/", "/api"],
    tags: &[
        ("Messages", "Sending messages, and their states."),
        ("Inbox", "Received messages."),
        ("Devices", "The account's phones."),
        ("Webhooks", "Addresses to which phones or the server deliver events."),
        ("Settings", "Settings of the account's phones."),
        ("Tokens", "Access tokens with scopes, and refresh tokens."),
        ("Logs", "Logs of phones, which this server does not have."),
        ("Phones", "What the app on a phone calls."),
        ("Upstream", "Pushes that private servers forward."),
        ("Metrics", "Counters for the operator."),
        ("Description", "Descriptions of the API."),
        ("Health", "Health checks."),
    ],
    security: &[
        SecurityScheme {
            name: "basic",
            json: r#"{"type":"http","scheme":"basic","description":"The account's user name and password, which grant every scope except `tokens:refresh`."}"#,
        },
        SecurityScheme {
            name: "accessToken",
            json: r#"{"type":"http","scheme":"bearer","bearerFormat":"JWT","description":"An access token with the scope that stands beside it, or with `all:any`."}"#,
        },
        SecurityScheme {
            name: "refreshToken",
            json: r#"{"type":"http","scheme":"bearer","bearerFormat":"JWT","description":"A refresh token, which is valid once."}"#,
        },
        SecurityScheme {
            name: "deviceToken",
            json: r#"{"type":"http","scheme":"bearer","description":"A phone's own token, `gw_live_…`, from its registration."}"#,
        },
        SecurityScheme {
            name: "registrationToken",
            json: r#"{"type":"http","scheme":"bearer","description":"The deployment's `GATEWAY_PRIVATE_TOKEN`, or an account's registration token, `reg_live_…`."}"#,
        },
        SecurityScheme {
            name: "registrationCode",
            json: r#"{"type":"apiKey","in":"header","name":"Authorization","description":"A one-time code of the account: `Code` and a space before its six characters."}"#,
        },
        SecurityScheme {
            name: "metricsToken",
            json: r#"{"type":"http","scheme":"bearer","description":"The operator's `METRICS_TOKEN`."}"#,
        },
    ],
    path_parameters: &[
        ("id", "Id of the resource, as its creation or its list shows it."),
        ("part_id", "`partId` of the attachment, a whole number."),
        ("jti", "Id of the access token, as its creation shows it."),
    ],
    headers: &[
        Header {
            name: "X-Request-ID",
            description: "Id of the request: the request's own `X-Request-ID` if it has 1 to 64 letters, digits, `-`, \
                          `_`, `.` and `:`; else a new one.",
        },
        LINK,
    ],
    error: JSON_ERROR,
    errors: &[(
        503,
        &[ErrorCode::Unavailable],
        "A part of the platform did not answer in time. The request may have had its effect; a message with an `id` of its own is not sent twice.",
    )],
    body_errors: &[
        (
            400,
            &[ErrorCode::MalformedRequest],
            "The body is not JSON with `Content-Type: application/json`, or does not have the expected shape.",
        ),
        (413, &[ErrorCode::BodyTooLarge], "The body is too long, or has too many JSON values."),
    ],
    access_errors: &[
        (
            401,
            &[ErrorCode::InvalidCredentials],
            "The credential is missing, unknown, expired or revoked.",
        ),
        (
            403,
            &[ErrorCode::InsufficientPermissions, ErrorCode::Forbidden],
            "The token lacks the scope, or the phone is switched off.",
        ),
    ],
};

const DESCRIPTION: &str = "Send SMS, data SMS and MMS through Android phones, read what the phones receive, and \
manage phones, webhooks and settings. The routes below `/mobile/v1` are for the app on the phones.

Every path is served with and without the prefix `/api`. `message` and `device` may stand for `messages` and `devices` \
in paths, except for `/mobile/v1/device`, which has no plural. Slashes that are doubled or at the end of a path are \
ignored, and every `GET` answers `HEAD`, too.

**Bodies** are JSON under `Content-Type: application/json`. Names of members match in any case, and the last of \
duplicates counts. Unknown members are ignored, `null` counts as absent, and a `null` body is an empty one. Whole \
numbers may be written as `85.0`. A number is not accepted as a text, nor a text as a number.

**Queries**: names match exactly, the last of duplicates counts, and unknown parameters are ignored. Booleans may be \
written as `1`, `t`, `true` or `on`, and as `0`, `f`, `false` or `off`.

**Times** in requests are ISO 8601 with a time of day and any UTC offset; without an offset they are in UTC. Times in \
answers are in UTC with milliseconds.

**Failures** are `{\"message\": \"…\"}`. Some are plain text: 404 for a path that does not exist, 405 for a method that \
a path does not have, and some refusals of registration. Below `/3rdparty/v1` the credential is checked before the \
path and the method. 429 has a `Retry-After`, and so has 503 unless a message's queue is full or a health check fails. \
A deployment that is not configured answers every request with 503 and `{\"error\": \"…\"}`.

Answers to origins that the deployment allows have the headers of CORS.";

/// Returns the document of this face.
///
/// # Errors
/// The list of its defects, such as a route without a description.
pub fn openapi() -> Result<Value, Vec<String>> {
    document_with_webhooks::<Access>(&FACE, &table().into_routes(), operations(), &events::all())
}

fn operations() -> Vec<Operation> {
    let families = [
        // For integrators.
        messages::operations(),
        inbox::operations(),
        devices::operations(),
        webhooks::operations(),
        settings::operations(),
        tokens::operations(),
        logs::operations(),
        // For phones.
        mobile::operations(),
        // For other servers, for operators, and open to all callers.
        upstream::operations(),
        metrics::operations(),
        catalog::operations(),
        docs::operations(),
        health::operations(),
    ];
    families.into_iter().flatten().collect()
}
