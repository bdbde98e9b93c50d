//! Descriptions of the accounts' routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

const UNKNOWN: &str = "The deployment has no such account.";
const NAMED_TWICE: &str = "Another account has the name.";

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Accounts");
    let missing =
        |operation: Operation| operation.fails(404, &[ErrorCode::AccountNotFound], UNKNOWN);
    let refused = "A parameter is not acceptable.";
    vec![
        operation(Method::Get, "/api/v1/operator/accounts", "listAccounts", "List accounts")
            .describe("All accounts of the deployment, disabled ones too, sorted by id."),
        operation(Method::Post, "/api/v1/operator/accounts", "createAccount", "Create an account")
            .describe(
                "Creates an account without keys. The first one of a deployment is its default account, which \
                 registrations without an account of their own join.",
            )
            .fails(409, &[ErrorCode::AccountExists], "Another account has the name, or is the default one.")
            .fails(422, &[ErrorCode::InvalidParameter], refused),
        missing(operation(
            Method::Get,
            "/api/v1/operator/accounts/{id}",
            "getAccount",
            "Show an account",
        )),
        missing(operation(
            Method::Patch,
            "/api/v1/operator/accounts/{id}",
            "updateAccount",
            "Rename an account or set its country",
        ))
        .fails(409, &[ErrorCode::AccountExists], NAMED_TWICE)
        .fails(422, &[ErrorCode::InvalidParameter], refused),
        missing(operation(
            Method::Post,
            "/api/v1/operator/accounts/{id}/disable",
            "disableAccount",
            "Disable an account",
        ))
        .describe(
            "Every credential of the account is refused, everywhere within ten seconds: keys, logins, tokens and \
             phones. Open sockets are closed. Its data stays. Idempotent.",
        ),
        missing(operation(
            Method::Post,
            "/api/v1/operator/accounts/{id}/enable",
            "enableAccount",
            "Enable an account",
        ))
        .describe(
            "The account's credentials are valid again, everywhere within ten seconds, and its phones reconnect by \
             themselves. Idempotent.",
        )
        .fails(409, &[ErrorCode::AccountBeingDeleted], "The account is being deleted."),
    ]
}
