//! Descriptions of the routes of this family for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Tokens").fails(
            501,
            &[ErrorCode::NotConfigured],
            "The deployment has no secret with which to sign tokens.",
        )
    };
    let not_signed = "The tokens could not be signed.";
    vec![
        operation(Method::Post, "/3rdparty/v1/auth/token", "createToken", "Create a token")
            .describe(
                "Creates an access token with the requested scopes, and a refresh token for it. A caller cannot grant \
                 scopes that it lacks.",
            )
            .fails(400, &[ErrorCode::InvalidParameter], "The scopes are missing or not acceptable.")
            .fails(500, &[ErrorCode::InternalError], not_signed),
        operation(
            Method::Post,
            "/3rdparty/v1/auth/token/refresh",
            "refreshToken",
            "Refresh a token",
        )
        .describe(
            "Exchanges a refresh token, once, for a new pair with the same scopes. The request has no body. A refresh \
             token that is used again is refused, and half a minute after its use it ends all tokens of its family.",
        )
        .security(vec!["refreshToken"])
        .fails(500, &[ErrorCode::InternalError], not_signed),
        operation(
            Method::Delete,
            "/3rdparty/v1/auth/token/{jti}",
            "revokeToken",
            "Revoke a token",
        )
        .describe(
            "Revokes the access token and the refresh token that was issued with it, whether or not they existed.",
        ),
    ]
}
