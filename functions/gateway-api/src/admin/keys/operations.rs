//! Descriptions of the key pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Keys");
    vec![
        operation(Method::Get, "/api/v1/admin/keys", "listKeys", "List keys")
            .describe("All of the account's keys, revoked ones too, sorted by id and without their secrets."),
        operation(Method::Post, "/api/v1/admin/keys", "createKey", "Create a key")
            .describe(
                "Creates a client key or a registration token and shows it once. A caller cannot grant permissions \
                 that it lacks, and needs `manage_gateways` to create a registration token.",
            )
            .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable."),
        operation(Method::Get, "/api/v1/admin/keys/{id}", "getKey", "Show a key")
            .describe("A key without its secret, revoked or not.")
            .fails(404, &[ErrorCode::KeyNotFound], "The account has no such key."),
        operation(Method::Patch, "/api/v1/admin/keys/{id}", "renameKey", "Rename a key")
            .describe("Sets the label under which the key is listed. Its permissions never change.")
            .fails(404, &[ErrorCode::KeyNotFound], "The account has no such key.")
            .fails(422, &[ErrorCode::InvalidParameter], "The name is blank or too long."),
        operation(Method::Post, "/api/v1/admin/keys/{id}/revoke", "revokeKey", "Revoke a key")
            .describe(
                "Revokes the key, everywhere within ten seconds. A gateway's key takes its sockets along. Idempotent.",
            )
            .fails(404, &[ErrorCode::KeyNotFound], "The account has no such key."),
    ]
}
