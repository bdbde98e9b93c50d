//! Description of this face for the document of its API.

mod webhooks;

use edge_kit::{
    ErrorCode,
    openapi::{ErrorFormat, Face, Operation, Schemas, SecurityScheme, document_with_webhooks},
};
use serde_json::Value;

use crate::{
    admin, cable_endpoint, gateway, health, operator, otp, pairings, session, sign_in_links, sms,
    table,
};

/// Body of a failure.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct ErrorOut {
    /// Cause in plain words.
    error: String,
    /// The HTTP status. Present if the request failed before any endpoint ran: the path or method is unknown, or the
    /// body is not readable.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u16")]
    status: Option<u16>,
    /// Status of the message, if it is the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    state: Option<String>,
}

const JSON_ERROR: ErrorFormat = ErrorFormat {
    content_type: Some("application/json; charset=utf-8"),
    schema: Some(Schemas::answer::<ErrorOut>),
};

const FACE: Face = Face {
    title: "Wireroom: SMS Gateway API",
    description: "Send and receive SMS, send and verify one-time codes, and manage the account's gateways, keys, \
                  webhooks, providers and numbers.\n\n\
                  **Parameters** may come as JSON, as a form (also `multipart/form-data`) or in the query; those of the \
                  body have precedence. A number may be given in digits, and a text as a number. Unknown parameters are \
                  ignored, and `null` counts as absent. A body of any other content type is ignored, and JSON other \
                  than an object has no parameters. In a query and a form, the plus sign of a phone number is \
                  restored if it was not escaped.\n\n\
                  **Times** are in ISO 8601 and UTC. Those of a request may have an offset and a fraction.\n\n\
                  **Failures** are JSON with the member `error`. A parameter that is missing or cannot be read is 400, \
                  and one that is not acceptable is 422. A resource of another account is 404, and so is an unknown \
                  path or method. `HEAD` is answered on every path with a `GET`.\n\n\
                  **Limits** are named by `RateLimit-Policy`, and `x-rate-limit` is the one that is counted per key.",
    servers: &["/"],
    tags: &[
        ("Gateways", "What phones call."),
        ("Messages", "Sending and receiving SMS, and their history."),
        ("One-time codes", "Sending and verifying codes."),
        ("Gateway administration", "The account's phones."),
        ("Session", "Signing in to the console, and the person's own passkeys and sessions."),
        ("People", "People who administer the account or the deployment, and what was changed."),
        ("Keys", "API keys and registration tokens."),
        ("Logins and tokens", "User names and tokens of the SMSGate API."),
        ("Relay users", "People who publish by SMS, their grants, and invitations to sign up."),
        ("Webhooks", "Endpoints to which events are delivered."),
        ("Events", "All that happens to an account, live."),
        ("Providers", "SMS providers, their credentials, callbacks and numbers."),
        ("Opt-outs", "People who asked for no more SMS."),
        ("Routing", "The kind of route that is preferred."),
        ("Statistics", "Counts."),
        ("Accounts", "The accounts of the deployment, for its operator."),
        ("Deployment", "The deployment itself, for its operator."),
        ("Health", "Liveness."),
    ],
    security: &[
        SecurityScheme {
            name: "clientKey",
            json: r#"{"type":"http","scheme":"bearer","description":"A client key, `api_live_…`."}"#,
        },
        SecurityScheme {
            name: "operatorToken",
            json: r#"{"type":"http","scheme":"bearer","bearerFormat":"JWT","description":"The operator's token, which is signed with a key derived from `SERVER_SECRET` and lives for at most five minutes. On an account's routes it has every permission, for the account whose id the header `Wireroom-Account` has."}"#,
        },
        SecurityScheme {
            name: "personSession",
            json: r#"{"type":"apiKey","in":"cookie","name":"__Host-wireroom_session","description":"A person's session, which only the deployment's own pages can use to change something: `Origin` must be the deployment's own, and a body JSON. On the developer's own machine without TLS the cookie is `wireroom_session`."}"#,
        },
        SecurityScheme {
            name: "gatewayKey",
            json: r#"{"type":"http","scheme":"bearer","description":"A gateway's key, `gw_live_…`."}"#,
        },
        SecurityScheme {
            name: "gatewayKeyInQuery",
            json: r#"{"type":"apiKey","in":"query","name":"api_key","description":"A gateway's key, for its socket only."}"#,
        },
        SecurityScheme {
            name: "registrationToken",
            json: r#"{"type":"http","scheme":"bearer","description":"The deployment's `GATEWAY_PRIVATE_TOKEN`, or an account's registration token, `reg_live_…`."}"#,
        },
    ],
    path_parameters: &[
        ("id", "Id of the resource, as its list shows it."),
        ("account_id", "Id of the account: 16 hexadecimal digits in lower case."),
        ("attempt_id", "Id of the attempt, as the list of attempts shows it."),
        ("login", "User name; case does not count."),
        ("phone_number", "Phone number in international form, with its plus sign (`%2B`) or `00`."),
        ("platform", "Name of an online platform, such as `gmail` or `twitter`."),
        ("session_id", "Id of the session, as the list of sessions shows it."),
        ("message_id", "Id of the message: `msg_` and 32 hexadecimal digits in lower case."),
        ("number_block", "Plus sign and the first six digits of the numbers."),
        ("number", "Phone number in any usual spelling, short code or name, percent-encoded."),
        ("label", "The label, percent-encoded."),
        (
            "provider",
            "Name of the provider: `flowroute`, `twilio`, `telnyx`, `vonage`, `plivo`, `bandwidth`, `sinch` or \
             `messagebird`.",
        ),
    ],
    headers: &[],
    error: JSON_ERROR,
    errors: &[(
        503,
        &[ErrorCode::Unavailable],
        "A part of the platform did not answer in time, or the deployment is not configured. The request may have had its effect, so repeat it only if that does no harm, such as with an `Idempotency-Key`.",
    )],
    body_errors: &[
        (
            400,
            &[
                ErrorCode::MalformedRequest,
                ErrorCode::MissingParameter,
                ErrorCode::UnreadableParameter,
            ],
            "The body, the query or a parameter is not readable, or a required parameter is missing.",
        ),
        (413, &[ErrorCode::BodyTooLarge], "The body is too long, or has too many JSON values."),
    ],
    access_errors: &[
        (
            401,
            &[
                ErrorCode::MissingCredentials,
                ErrorCode::InvalidCredentials,
                ErrorCode::InvalidSession,
            ],
            "The key is missing, unknown, revoked or expired, or the session has ended.",
        ),
        (
            403,
            &[
                ErrorCode::InsufficientPermissions,
                ErrorCode::AccountRequired,
                ErrorCode::AccountUnavailable,
                ErrorCode::CrossSiteRequest,
            ],
            "The key lacks the permission, or is of another kind. Or a credential of the deployment comes without the id of an account that is enabled. Or a session's request does not come from the deployment's own pages.",
        ),
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
    let families = [
        gateway::operations::all(),
        cable_endpoint::operations::all(),
        sms::operations::all(),
        otp::operations::all(),
        pairings::operations::all(),
        admin::operations(),
        operator::operations(),
        session::operations::all(),
        sign_in_links::operations(),
        health::operations(),
    ];
    families.into_iter().flatten().collect()
}
