//! Descriptions of the routes of this family for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use super::message_out::MessageOut;

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Messages");
    let path = "/3rdparty/v1/messages";
    let by_id = "/3rdparty/v1/messages/{id}";
    vec![
        operation(Method::Post, path, "sendMessage", "Send a message")
            .describe(
                "Accepts a message for up to 100 recipients and queues it for a device. The answer shows the device \
                 that would send it as things stand. Nothing is accepted if the request is refused. A repetition with \
                 the same `id` is refused; without an `id` it is another message.",
            )
            .answers_json::<MessageOut, 202>()
            .header("Location", "Path of the message, always with `/api`.")
            .fails(
                400,
                &[
                    ErrorCode::MalformedRequest,
                    ErrorCode::MissingParameter,
                    ErrorCode::UnreadableParameter,
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidPhoneNumber,
                    ErrorCode::GatewayNotFound,
                    ErrorCode::RecipientOptedOut,
                ],
                "A member or a parameter is not acceptable, a number is not a mobile number, no device of the account \
                 fits, or recipients have opted out, which the text names by index.",
            )
            .fails(
                409,
                &[ErrorCode::MessageExists],
                "The account already has a message with this `id`.",
            )
            .fails(
                500,
                &[ErrorCode::InternalError],
                "The message was not accepted, for an unexpected reason.",
            )
            .fails(503, &[ErrorCode::QueueFull], "The queue is full, without a `Retry-After`."),
        operation(Method::Get, path, "listMessages", "List messages")
            .describe(
                "A page of the account's messages, whichever API they were sent through. The page is empty if `from` \
                 is after `to`. A page with contents is sent while it is read; if that fails, the connection is \
                 aborted.",
            )
            .answers_json::<Vec<MessageOut>, 200>()
            .header("X-Total-Count", "Number of messages on all pages.")
            .fails(
                400,
                &[
                    ErrorCode::MalformedRequest,
                    ErrorCode::UnreadableParameter,
                    ErrorCode::InvalidParameter,
                ],
                "A parameter is not readable or not acceptable.",
            ),
        operation(Method::Get, by_id, "getMessage", "Show a message")
            .describe("Shows a message with its content. The id is the sender's or the server's.")
            .fails(404, &[ErrorCode::MessageNotFound], "The account has no such message."),
        operation(Method::Delete, by_id, "cancelMessage", "Cancel a message")
            .describe(
                "Starts the cancellation of a message that no phone has reported yet. A phone that has the message \
                 may send it all the same; the state tells.",
            )
            .fails(404, &[ErrorCode::MessageNotFound], "The account has no such message.")
            .fails(
                409,
                &[ErrorCode::MessageNotPending],
                "The message is not pending, or is being cancelled.",
            ),
    ]
}
