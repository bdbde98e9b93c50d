//! Description of this face for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{ErrorFormat, Face, Operation, Schemas, SecurityScheme, document},
};
use serde_json::Value;

use crate::{callback, opt_outs, route_table::Access, session, settings, table, tn};

/// Body of most failures.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct ErrorOut {
    /// Cause in plain words.
    message: String,
    #[schemars(extend("enum" = [
        "invalidAPIUsage", "unauthorized", "forbidden", "rateLimitExceeded", "unavailable",
        "duplicate virtual TN", "virtual TN not found", "ProxySession not found", "opt-out not found",
    ]))]
    reason: String,
}

/// Body of a failure because something is in use or used up.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct FailedOut {
    /// Cause in plain words.
    message: String,
    #[schemars(extend("enum" = ["failed"]))]
    status: String,
}

/// Body of a failure because the provider refused an SMS.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct ProviderErrorOut {
    /// Always the same, misspelled as in the original.
    #[schemars(extend("enum" = ["An error occured when requesting against Flowroute's API."]))]
    message: String,
    #[schemars(extend("enum" = ["InternalSMSDispatcherError"]))]
    reason: String,
    /// The provider's answer; `null` if there was none.
    strerr: Option<String>,
}

const JSON: Option<&str> = Some("application/json");
const ERROR: ErrorFormat =
    ErrorFormat { content_type: JSON, schema: Some(Schemas::answer::<ErrorOut>) };
pub(crate) const FAILED: ErrorFormat =
    ErrorFormat { content_type: JSON, schema: Some(Schemas::answer::<FailedOut>) };
pub(crate) const PROVIDER_ERROR: ErrorFormat =
    ErrorFormat { content_type: JSON, schema: Some(Schemas::answer::<ProviderErrorOut>) };
pub(crate) const TEXT: ErrorFormat =
    ErrorFormat { content_type: Some("text/html; charset=utf-8"), schema: None };

const FACE: Face = Face {
    title: "Wireroom: number proxy",
    description: "Let two people write to each other through a number of a pool, without learning each other's \
                  number.\n\nBodies are JSON objects, whatever their `Content-Type` says, on DELETE too. Numbers may \
                  be JSON texts or JSON numbers of at most 18 characters; they are compared in E.164 and echoed as \
                  given. Unknown members are ignored except by `PUT /proxy/settings`. A deployment with \
                  `NUMBER_PROXY_OPEN` admits callers without a key to its default account.",
    servers: &["/"],
    tags: &[
        ("Pool", "The numbers through which people write to each other."),
        ("Sessions", "Pairs of people, each with a number of the pool."),
        ("Settings", "The account's own texts."),
        ("Opt-outs", "People who want no SMS from a number."),
        ("Callback", "What the provider calls."),
    ],
    security: &[
        SecurityScheme {
            name: "personSession",
            json: r#"{"type":"apiKey","in":"cookie","name":"__Host-wireroom_session","description":"A person's session, which only the deployment's own pages can use to change something."}"#,
        },
        SecurityScheme {
            name: "clientKey",
            json: r#"{"type":"http","scheme":"bearer","description":"A client key, `api_live_…`."}"#,
        },
        SecurityScheme {
            name: "clientKeyHeader",
            json: r#"{"type":"apiKey","in":"header","name":"X-API-Key","description":"A client key, `api_live_…`. It counts before a bearer token."}"#,
        },
        SecurityScheme {
            name: "endpointToken",
            json: r#"{"type":"apiKey","in":"query","name":"token","description":"The token of the account's endpoint for Flowroute, 48 hexadecimal digits."}"#,
        },
    ],
    path_parameters: &[("session_id", "Id of the session, as its list shows it.")],
    headers: &[],
    error: ERROR,
    errors: &[(
        503,
        &[ErrorCode::Unavailable],
        "A part of the platform did not answer in time. The request may have had its effect.",
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
    document::<Access>(&FACE, &table().into_routes(), operations())
}

fn operations() -> Vec<Operation> {
    let families = [
        tn::operations::all(),
        session::operations::all(),
        settings::operations::all(),
        opt_outs::operations::all(),
        callback::operations::all(),
    ];
    families.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_is_described() {
        assert_eq!(super::openapi().err(), None);
    }
}
