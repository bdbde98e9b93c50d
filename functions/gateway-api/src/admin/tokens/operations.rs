//! Descriptions of the pages of tokens for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Logins and tokens")
    };
    vec![
        operation(Method::Get, "/api/v1/admin/tokens", "listTokens", "List tokens").describe(
            "The pairs of tokens that the SMSGate API issued for the account, sorted by id, without the tokens \
             themselves. Expired pairs disappear after a while.",
        ),
        operation(Method::Post, "/api/v1/admin/tokens/{id}/revoke", "revokeToken", "Revoke a token")
            .describe(
                "Revokes an access token together with its refresh token, everywhere within ten seconds. Idempotent.",
            )
            .fails(404, &[ErrorCode::TokenNotFound], "The account has no such pair of tokens."),
        operation(Method::Post, "/api/v1/admin/tokens/revoke", "revokeAllTokens", "Revoke all tokens")
            .describe(
                "Revokes all tokens that were issued so far, everywhere within ten seconds. The login stays.",
            ),
    ]
}
