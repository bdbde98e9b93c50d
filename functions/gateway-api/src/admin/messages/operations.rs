//! Descriptions of the history for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Messages");
    vec![
        operation(Method::Get, "/api/v1/admin/messages", "listMessages", "List messages")
            .describe(
                "Sent and received messages together, the newest first, including every message accepted before the \
                 call. A page filtered by status or gateway, or of a search, may be short, or even empty, and \
                 have a cursor.",
            )
            .fails(
                422,
                &[ErrorCode::GatewayNotFound, ErrorCode::InvalidParameter],
                "The account has no such gateway, or a search is too long or covers too much time.",
            ),
        operation(
            Method::Get,
            "/api/v1/admin/messages/export",
            "exportMessages",
            "Export messages",
        )
        .describe(
            "Sent and received messages as a file, the newest first, including every message accepted before the call. \
             The file is sent while it is read. An export of more than about 100,000 messages ends with a line that has \
             `next_cursor`: in CSV a record whose first field is this name and whose second one is the cursor, in JSON \
             an object with this member. A request with this `cursor` gets the rest. An export without such a line is \
             complete; one that fails amid the file is broken off.",
        )
        .answers(|answers| {
            answers.text(200, "text/csv; charset=utf-8; header=present");
            answers.text(200, "application/jsonl; charset=utf-8");
        })
        .header("Content-Disposition", "`attachment`, with the name of the file.")
        .fails(
            422,
            &[ErrorCode::GatewayNotFound, ErrorCode::InvalidParameter],
            "The account has no such gateway, or a search is given, which is not exported.",
        )
        .fails(429, &[ErrorCode::RateLimited], "The account has three exports under way."),
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
        operation(
            Method::Get,
            "/api/v1/admin/messages/{message_id}/timeline/verify",
            "verifyTimeline",
            "Verify the timeline of a message",
        )
        .describe(
            "Tells whether the stored timeline is the one that was written. Each event holds an HMAC, under a key of the \
             deployment, over the one before, the message's id and the event itself.",
        )
        .fails(404, &[ErrorCode::MessageNotFound], "The account has no such outbound message."),
    ]
}
