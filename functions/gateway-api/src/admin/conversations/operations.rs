//! Descriptions of the routes of conversations, for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Messages");
    let unknown = "The account has no message with this number.";
    vec![
        operation(
            Method::Get,
            "/api/v1/admin/conversations",
            "listConversations",
            "List conversations",
        )
        .describe(
            "Numbers with which messages were exchanged, the one with the newest message first. Messages that are \
             ciphertext, or are to be hashed, belong to no conversation. A page may be short, or even empty, and have a \
             cursor. A conversation that gets a message while pages are read moves to the first page.",
        ),
        operation(
            Method::Get,
            "/api/v1/admin/conversations/{number}",
            "getConversation",
            "List the messages of a conversation",
        )
        .describe("Messages to and from one number, which may be written as people write numbers, the newest first.")
        .fails(404, &[ErrorCode::ConversationNotFound], unknown),
        operation(
            Method::Post,
            "/api/v1/admin/conversations/{number}/read",
            "markConversationRead",
            "Mark a conversation as read",
        )
        .describe(
            "Marks received messages as read: up to a message, up to a time, or all. The mark never goes back, so the \
             request may be repeated and may arrive late. Messages are ordered by their time of receipt by the phone's \
             clock; one that arrives late and is older than the mark counts as read.",
        )
        .fails(404, &[ErrorCode::ConversationNotFound], unknown)
        .fails(422, &[ErrorCode::InvalidParameter], "`message_id` and `until` are given together."),
    ]
}
