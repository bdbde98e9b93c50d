//! Descriptions of the session's routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) const NOT_CONFIGURED: (&[ErrorCode], &str) =
    (&[ErrorCode::NotConfigured], "The deployment has no `PUBLIC_URL`.");
const CROSS_SITE: (&[ErrorCode], &str) = (
    &[ErrorCode::CrossSiteRequest],
    "The request does not come from the deployment's own pages, or is not JSON.",
);
const REFUSED: (&[ErrorCode], &str) = (
    &[ErrorCode::SignInRefused, ErrorCode::CrossSiteRequest],
    "The link or the passkey does not sign anybody in, or the request does not come from the deployment's own pages.",
);

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Session");
    let sign_in = |operation: Operation| {
        operation
            .fails(403, REFUSED.0, REFUSED.1)
            .fails(429, &[ErrorCode::RateLimited], "The network signed in too often.")
            .fails(501, NOT_CONFIGURED.0, NOT_CONFIGURED.1)
            .header("Set-Cookie", "The session's cookie, which only this deployment's pages send.")
    };
    let passkey = "/api/v1/session/passkeys/{id}";
    let no_passkey = "You have no such passkey.";
    vec![
        sign_in(operation(
            Method::Post,
            "/api/v1/session/link",
            "signInByLink",
            "Sign in by a link",
        ))
        .describe("Begins a session by a sign-in link, which works once within 30 minutes."),
        operation(
            Method::Post,
            "/api/v1/session/passkey/options",
            "passkeySignInOptions",
            "Get a challenge for a passkey",
        )
        .describe("Returns the options that a browser needs to ask for a passkey.")
        .fails(403, CROSS_SITE.0, CROSS_SITE.1)
        .fails(429, &[ErrorCode::RateLimited], "The network signed in too often.")
        .fails(501, NOT_CONFIGURED.0, NOT_CONFIGURED.1),
        sign_in(operation(
            Method::Post,
            "/api/v1/session/passkey",
            "signInByPasskey",
            "Sign in by a passkey",
        ))
        .describe("Begins a session by a browser's answer to the options, which works once within five minutes."),
        operation(Method::Get, "/api/v1/session", "getMySession", "Show your session")
            .describe("The session, its person and role, and the accounts that the person administers."),
        operation(Method::Delete, "/api/v1/session", "signOut", "Sign out")
            .describe("Ends the session, everywhere within ten seconds.")
            .header("Set-Cookie", "Deletes the session's cookie."),
        operation(Method::Get, "/api/v1/session/sessions", "listOwnSessions", "List your sessions")
            .describe("Your sessions that have not ended, of which you can have 20."),
        operation(
            Method::Delete,
            "/api/v1/session/sessions/{id}",
            "endOwnSession",
            "End one of your sessions",
        )
        .describe("Ends the session, everywhere within ten seconds.")
        .fails(404, &[ErrorCode::PersonSessionNotFound], "You have no such session."),
        operation(
            Method::Post,
            "/api/v1/session/passkeys/options",
            "passkeyRegistrationOptions",
            "Get a challenge for a new passkey",
        )
        .describe("Returns the options that a browser needs to make a passkey for you."),
        operation(
            Method::Post,
            "/api/v1/session/passkeys",
            "registerPasskey",
            "Register a passkey",
        )
        .describe("Registers a browser's answer to the options. The algorithms are ES256, EdDSA and RS256.")
        .fails(409, &[ErrorCode::PasskeyExists], "You have this passkey already.")
        .fails(
            422,
            &[ErrorCode::InvalidParameter, ErrorCode::ResourceLimitReached],
            "A parameter is not acceptable, the passkey is refused, or you have 20 passkeys.",
        ),
        operation(Method::Get, "/api/v1/session/passkeys", "listPasskeys", "List your passkeys")
            .describe("All of your passkeys, of which you can have 20."),
        operation(Method::Patch, passkey, "renamePasskey", "Rename a passkey")
            .fails(404, &[ErrorCode::PasskeyNotFound], no_passkey)
            .fails(422, &[ErrorCode::InvalidParameter], "The name is not acceptable."),
        operation(Method::Delete, passkey, "deletePasskey", "Delete a passkey")
            .describe("Deletes the passkey. Your last one stays, since without it you could not sign in again.")
            .fails(404, &[ErrorCode::PasskeyNotFound], no_passkey)
            .fails(409, &[ErrorCode::LastPasskey], "It is your last passkey."),
    ]
}
