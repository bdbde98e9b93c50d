//! Descriptions of the integrators' routes for messages, for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Messages");
    vec![
        operation(Method::Post, "/api/v1/sms/send", "sendSms", "Send an SMS")
            .describe(
                "Accepts a message, which is durable before the answer and is sent when a gateway can take it. \
                 `callback_url` is refused: webhooks deliver the events of all messages.\n\nA request with an \
                 `Idempotency-Key` may be repeated for 24 hours: the same parameters get the same answer, and nothing \
                 is sent twice.",
            )
            .takes(|request| {
                request.header::<String>(
                    "Idempotency-Key",
                    false,
                    "Key of the request, of 1 to 255 characters, bare or in double quotes. It is unique in the account.",
                );
            })
            .header("Idempotent-Replayed", "`true` if the message was accepted by an earlier request with this key.")
            .fails(
                400,
                &[ErrorCode::UnreadableParameter],
                "The `Idempotency-Key` is empty or too long.",
            )
            .fails(
                422, &[ErrorCode::InvalidParameter, ErrorCode::InvalidPhoneNumber, ErrorCode::GatewayNotFound, ErrorCode::IdempotencyKeyReused, ErrorCode::NotSupported],
                "A parameter is not acceptable, the account has no such gateway, or the key was used with another \
                 request.",
            )
            .fails(503, &[ErrorCode::QueueFull], "The account's queue is full."),
        operation(
            Method::Get,
            "/api/v1/sms/status/{message_id}",
            "getSmsStatus",
            "Show the status of a message",
        )
        .describe("Messages are kept for 90 days after they have reached their last status.")
        .fails(404, &[ErrorCode::MessageNotFound], "The account has sent no such message."),
        operation(
            Method::Get,
            "/api/v1/sms/received",
            "listReceivedSms",
            "List received SMS",
        )
        .describe(
            "Received messages, the newest first, including every one that was accepted before the call. A page beyond \
             the last is empty.",
        ),
        operation(
            Method::Get,
            "/api/v1/sms/received/{message_id}",
            "getReceivedSms",
            "Show a received SMS",
        )
        .describe("One received message with everything that is stored about it.")
        .fails(404, &[ErrorCode::MessageNotFound], "The account has received no such message."),
    ]
}
