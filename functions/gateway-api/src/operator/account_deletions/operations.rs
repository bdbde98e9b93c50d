//! Descriptions of the deletions' routes for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Accounts");
    vec![
        operation(
            Method::Delete,
            "/api/v1/operator/accounts/{id}",
            "deleteAccount",
            "Delete an account with all its data",
        )
        .describe(
            "Deletes the account, its gateways, keys, messages, people, and everything else that belongs to it. There is \
             no way back: from the answer on, the account cannot be enabled, every credential of it is refused, \
             everywhere within ten seconds, and its sockets are closed. The body repeats the account's name. The answer \
             is the receipt, whose `state` becomes `finished` after two minutes or, for an account with much data, after \
             hours. A repeated request has the same receipt.\n\n\
             The default account can be deleted too. Afterwards the deployment has none, so registrations without an \
             account of their own are refused, until an account is created with `default`.",
        )
        .fails(404, &[ErrorCode::AccountNotFound], "The deployment has no such account.")
        .fails(422, &[ErrorCode::InvalidParameter], "The name is not the name of the account."),
        operation(
            Method::Get,
            "/api/v1/operator/account-deletions",
            "listAccountDeletions",
            "List deletions of accounts",
        )
        .describe("The deletions of accounts, finished or under way, the newest first."),
        operation(
            Method::Get,
            "/api/v1/operator/account-deletions/{id}",
            "getAccountDeletion",
            "Show the receipt of a deletion",
        )
        .fails(404, &[ErrorCode::AccountDeletionNotFound], "There is no such deletion."),
    ]
}
