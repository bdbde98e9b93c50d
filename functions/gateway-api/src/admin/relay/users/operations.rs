//! Descriptions of the relay users' pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Relay users");
    let missing = |operation: Operation| {
        operation.fails(404, &[ErrorCode::RelayUserNotFound], "The account has no such relay user.")
    };
    let (users, user) = ("/api/v1/admin/relay/users", "/api/v1/admin/relay/users/{id}");
    let not_acceptable = "A parameter is not acceptable.";
    vec![
        operation(Method::Get, users, "listRelayUsers", "List relay users")
            .describe(
                "The people who publish by SMS through the account, unverified sign-ups too, sorted by id. Only the \
                 account that owns the relay's data has any.",
            )
            .fails(422, &[ErrorCode::InvalidPhoneNumber], "The number is no phone number."),
        operation(Method::Post, users, "createRelayUser", "Create a relay user")
            .describe(
                "Creates a user whose number counts as verified, and replaces an unverified sign-up with the same \
                 number. An imported user may keep their id and the digest of their password.",
            )
            .fails(409, &[ErrorCode::UserExists], "Another user has the number or the id.")
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::InvalidPhoneNumber],
                not_acceptable,
            ),
        missing(operation(Method::Get, user, "getRelayUser", "Show a relay user")),
        missing(operation(Method::Delete, user, "deleteRelayUser", "Delete a relay user")).describe(
            "Revokes the user's grants at their platforms, then deletes everything of the user. Platforms that do not \
             answer are asked again for a day.",
        ),
        missing(operation(
            Method::Post,
            "/api/v1/admin/relay/users/{id}/password",
            "setRelayPassword",
            "Set a relay user's password",
        ))
        .describe(
            "Replaces the password without asking for the old one, revokes the user's grants, and ends their sessions.",
        )
        .fails(422, &[ErrorCode::InvalidParameter], not_acceptable),
    ]
}
