//! Description of this face for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{ErrorFormat, Face, Header, Operation, Schemas, SecurityScheme, document},
};
use serde_json::Value;

use crate::{answers::TEXT, directory, grants, nodes, publishing, sync, table, users};

/// Body of a failure in the format of the gateway server since era C.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct ErrorOut {
    /// Cause in plain words.
    error: String,
}

/// Body of a failure in the format of the publisher since era C.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct DetailOut {
    /// Cause in plain words.
    detail: String,
}

/// `{"error": …}`, the usual format.
pub(crate) const JSON_ERROR: ErrorFormat = ErrorFormat {
    content_type: Some("application/json"),
    schema: Some(Schemas::answer::<ErrorOut>),
};

/// `{"detail": …}`, the format of the log of publications and of the list of platforms.
pub(crate) const DETAIL_ERROR: ErrorFormat = ErrorFormat {
    content_type: Some("application/json"),
    schema: Some(Schemas::answer::<DetailOut>),
};

/// A short text, as in eras A and B.
pub(crate) const TEXT_ERROR: ErrorFormat = ErrorFormat { content_type: Some(TEXT), schema: None };

/// A bare status, as in eras A and B.
pub(crate) const EMPTY_ERROR: ErrorFormat = ErrorFormat { content_type: None, schema: None };

const FACE: Face = Face {
    title: "Wireroom: Relay API",
    description: "What the apps, nodes, gateway clients and publishers of RelaySMS call: sync of an app's key, accounts \
                  of relay users and their grants on online platforms, requests that arrive by SMS, and the directory \
                  of numbers that forward them.\n\nThe formats come from three eras of the original. Eras A and B \
                  (`/v2`, `/seeds`, `/ping`, `/sms`, `/publish`) answer failures with a status and a short text \
                  (`text/html; charset=utf-8`) or no body; often the status is all that a client reads. Since era C \
                  (`/v1`, `/v3`, `/relay`), the gateway server answers `{\"error\": …}` and the publisher \
                  `{\"detail\": …}`. Answers about the platform as a whole, such as 503 and 405, are `{\"error\": …}` \
                  everywhere.\n\nUnknown members of requests are ignored unless a route says otherwise. A slash at the \
                  end of a path is ignored, except by the one-step handshake of sync.",
    servers: &["/"],
    tags: &[
        ("Sync", "An app gets the key that it shares with the server."),
        ("Users", "Sign-up, login, recovery and deletion of relay users."),
        ("Grants", "A user's permissions to publish on online platforms."),
        ("Platforms", "The platforms that exist, for apps."),
        ("Requests by SMS", "What gateway clients and providers forward."),
        ("Publishing", "Publication without SMS, the log of publications and the settings."),
        ("Nodes", "Phones that announce themselves and are listed."),
        ("Node administration", "The account's view of the nodes."),
        ("Directory", "Gateway clients to which apps send their SMS."),
        ("Directory administration", "The account's gateway clients and their keys."),
        ("Reliability", "Tests that measure how reliable a gateway client is."),
    ],
    security: &[
        SecurityScheme {
            name: "personSession",
            json: r#"{"type":"apiKey","in":"cookie","name":"__Host-wireroom_session","description":"A person's session, which only the deployment's own pages can use to change something."}"#,
        },
        SecurityScheme {
            name: "clientKey",
            json: r#"{"type":"apiKey","in":"header","name":"X-API-Key","description":"A client key, `api_live_…`. It precedes one in `Authorization`."}"#,
        },
        SecurityScheme {
            name: "clientKeyBearer",
            json: r#"{"type":"http","scheme":"bearer","description":"A client key, `api_live_…`."}"#,
        },
        SecurityScheme {
            name: "userSession",
            json: r#"{"type":"apiKey","in":"cookie","name":"SWOB","description":"Session of a logged-in user. It is bound to the request's `User-Agent`, ends after 15 minutes without a request and after 45 in total, and every answer renews the cookie."}"#,
        },
        SecurityScheme {
            name: "verificationSession",
            json: r#"{"type":"apiKey","in":"cookie","name":"SWOB","description":"Session of a user who is signing up or recovering the account, in the same cookie and with the same bounds."}"#,
        },
        SecurityScheme {
            name: "forwarderSignature",
            json: r#"{"type":"apiKey","in":"header","name":"X-Signature","description":"HMAC-SHA256 of the raw body in hexadecimal, under the key of the gateway client that `X-Gateway-Client` or the body names."}"#,
        },
        SecurityScheme {
            name: "twilioSignature",
            json: r#"{"type":"apiKey","in":"header","name":"X-Twilio-Signature","description":"Twilio's signature of the URL and the form."}"#,
        },
    ],
    path_parameters: &[
        ("user_id", "Id of the user, at most 64 bytes."),
        (
            "session_id",
            "Id of the sync session, at most 64 bytes. The one-step handshake ignores it.",
        ),
        ("uid", "Id of the user, a UUID. With a session, it must be the session's user."),
        (
            "platform",
            "Name of a platform, such as `gmail`, `twitter`, `telegram`, `mastodon` or `bluesky`.",
        ),
        ("protocol", "`twofactor` for Telegram, `oauth2` for all others."),
        ("action", "`password`, Telegram's second step. Nothing else exists."),
        ("file", "Name of a platform, or `reliability`, with `.svg` or `.png`."),
        ("imsi", "IMSI of the node."),
        (
            "client",
            "Number of the gateway client, of which the plus sign may be missing; for the list of operators, the name of a country.",
        ),
        (
            "msisdn",
            "Number of the gateway client in international form, with its plus sign or `00`.",
        ),
    ],
    headers: &[
        Header {
            name: "Content-Security-Policy",
            description: "Policy of answers under `/v1` and `/v3`.",
        },
        Header {
            name: "Permissions-Policy",
            description: "Policy of answers under `/v1` and `/v3`.",
        },
        Header { name: "Referrer-Policy", description: "Policy of answers under `/v1` and `/v3`." },
        Header {
            name: "Set-Cookie",
            description: "The session `SWOB`, opened, renewed or ended. A refused request renews it, too.",
        },
    ],
    error: JSON_ERROR,
    errors: &[(
        503,
        &[ErrorCode::Unavailable],
        "A part of the platform did not answer in time or is not set up. The request may have had its effect.",
    )],
    body_errors: &[(
        413,
        &[ErrorCode::BodyTooLarge],
        "The body is too long, or has too many JSON values.",
    )],
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
    document(&FACE, &table().into_routes(), operations())
}

fn operations() -> Vec<Operation> {
    let families = [
        sync::operations::all(),
        users::operations::all(),
        grants::operations::all(),
        publishing::operations::all(),
        nodes::operations::all(),
        directory::operations::all(),
    ];
    families.into_iter().flatten().collect()
}

/// Adds the failures of a route that needs a user's session.
pub(crate) fn by_session(operation: Operation) -> Operation {
    operation
        .never(401)
        .never(403)
        .fails_as(
            TEXT_ERROR,
            401,
            &[ErrorCode::InvalidSession],
            "There is no session, it has ended, it is of another `User-Agent`, user or stage, or the user is gone.",
        )
        .fails_as(TEXT_ERROR, 400, &[ErrorCode::MalformedRequest], "The path is not UTF-8.")
        .header("Set-Cookie", "The cookie `SWOB`, renewed for 15 minutes or deleted.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn document_describes_every_route() {
        if let Err(defects) = super::openapi() {
            panic!("{defects:#?}");
        }
    }
}
