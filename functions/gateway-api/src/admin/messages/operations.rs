//! Descriptions of the history for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Messages");
    vec![
        operation(Method::Get, "/api/v1/admin/messages", "listMessages", "List messages")
            .describe(
                "Sent and received messages together, the newest first, including every message accepted before the \
                 call. A page filtered by status or gateway may be short, or even empty, and have a cursor.",
            )
            .fails(422, &[ErrorCode::GatewayNotFound], "The account has no such gateway."),
        operation(
            Method::Get,
            "/api/v1/admin/messages/{message_id}",
            "getMessage",
            "Show a sent message",
        )
        .describe(
            "One outbound message with its timeline. Settled messages are kept for 90 days unless the deployment sets \
             another time.",
        )
        .fails(404, &[ErrorCode::MessageNotFound], "The account has no such outbound message."),
    ]
}
