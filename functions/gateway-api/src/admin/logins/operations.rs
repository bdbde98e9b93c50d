//! Descriptions of the pages of logins for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation = |method, path, id, summary| {
        Operation::new(method, path, id, summary).tag("Logins and tokens")
    };
    vec![
        operation(Method::Get, "/api/v1/admin/logins", "listLogins", "List logins")
            .describe("The user names of the SMSGate API that act for the account, without their passwords."),
        operation(Method::Delete, "/api/v1/admin/logins/{login}", "removeLogin", "Remove a login")
            .describe(
                "Removes a user name. Its password and its tokens are refused, everywhere within ten seconds; phones \
                 have keys of their own and stay.",
            )
            .fails(404, &[ErrorCode::LoginNotFound], "The account has no such login."),
    ]
}
