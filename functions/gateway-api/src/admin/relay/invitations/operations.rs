//! Descriptions of the pages of invitations for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Relay users");
    vec![
        operation(
            Method::Get,
            "/api/v1/admin/relay/invitations",
            "listRelayInvitations",
            "List invitations",
        )
        .describe("The numbers that are invited to sign up, sorted; those that have expired disappear after a while."),
        operation(
            Method::Post,
            "/api/v1/admin/relay/invitations",
            "inviteRelayNumber",
            "Invite a number",
        )
        .describe("Lets the number sign up while `RELAY_SIGN_UP` is `invited`. Inviting it again restarts the period.")
        .fails(
            422,
            &[ErrorCode::InvalidParameter, ErrorCode::InvalidPhoneNumber],
            "A parameter is not acceptable.",
        ),
        operation(
            Method::Delete,
            "/api/v1/admin/relay/invitations/{phone_number}",
            "withdrawRelayInvitation",
            "Withdraw an invitation",
        )
        .fails(404, &[ErrorCode::InvitationNotFound], "The number has no invitation."),
    ]
}
