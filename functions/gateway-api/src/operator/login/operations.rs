//! Descriptions of the routes of an account's login for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

const PATH: &str = "/api/v1/operator/accounts/{id}/login";

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, id, summary| {
        Operation::new(method, PATH, id, summary).tag("Accounts").fails(
            404,
            &[ErrorCode::AccountNotFound],
            "The deployment has no such account.",
        )
    };
    vec![
        operation(Method::Put, "setLogin", "Set an account's login")
            .describe(
                "Sets the user name and the password with which clients of the SMSGate API act for the account, and \
                 generates what is not given. All tokens that were issued before are void.",
            )
            .fails(409, &[ErrorCode::LoginExists], "Another account has the user name.")
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation(Method::Delete, "removeAccountLogin", "Remove an account's login")
            .describe("Removes the user name; its tokens are void. Idempotent."),
    ]
}
