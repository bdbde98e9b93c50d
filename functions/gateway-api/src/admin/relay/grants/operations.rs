//! Descriptions of the pages of grants for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Relay users");
    vec![
        operation(
            Method::Get,
            "/api/v1/admin/relay/users/{id}/grants",
            "listRelayGrants",
            "List a relay user's grants",
        )
        .describe("The platforms to which the user has granted access, without the tokens.")
        .fails(404, &[ErrorCode::RelayUserNotFound], "The account has no such relay user."),
        operation(
            Method::Delete,
            "/api/v1/admin/relay/users/{id}/grants/{platform}",
            "revokeRelayGrant",
            "Revoke a relay user's grant",
        )
        .describe(
            "Deletes the grant at once and revokes it at its platform, which is asked again for a day if it does not \
             answer.",
        )
        .fails(
            404,
            &[ErrorCode::RelayUserNotFound, ErrorCode::GrantNotFound],
            "The account has no such relay user, or the user no grant for the platform.",
        ),
    ]
}
