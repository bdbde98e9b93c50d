//! Descriptions of the routes of this family for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{Answers, Operation},
    route_table::Method,
};

use super::InboxItemOut;
use crate::error::PLAIN_TEXT;

const EXPORT: &str = "The same as a refresh of `SMS` with a webhook for each message; `messageTypes`, \
                      `webhookDelivery` and `triggerWebhooks` are only checked for their types.";

pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Inbox");
    let asked = |path, id, summary| {
        operation(Method::Post, path, id, summary).answers(|answers| answers.empty(202)).fails(
            400,
            &[
                ErrorCode::MissingParameter,
                ErrorCode::UnreadableParameter,
                ErrorCode::InvalidParameter,
            ],
            "A member is missing or not acceptable.",
        )
    };
    let export = |path, id| {
        asked(path, id, "Export received messages")
            .describe(EXPORT)
            .header("Deprecation", "`true`.")
            .deprecated()
    };
    vec![
        operation(Method::Get, "/3rdparty/v1/inbox", "listInbox", "List received messages")
            .describe(
                "A page of the messages that phones uploaded or that arrived in another way, the latest first. The \
                 page is empty if `from` is after `to`.",
            )
            .answers_json::<Vec<InboxItemOut>, 200>()
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
        operation(
            Method::Get,
            "/3rdparty/v1/inbox/{id}/attachments/{part_id}",
            "getInboxAttachment",
            "Download an attachment",
        )
        .describe(
            "Sends the bytes under the content type that the phone named, or `application/octet-stream`. Long ones are \
             sent while they are read; if that fails, the connection is aborted.",
        )
        .answers(any_bytes)
        .header("Content-Disposition", "`attachment` with the name of the file.")
        .fails(
            400,
            &[ErrorCode::UnreadableParameter],
            "The number of the part is not a whole number.",
        )
        .fails(404, &[ErrorCode::AttachmentNotFound], "The account has no such attachment.")
        .fails_as(PLAIN_TEXT, 404, &[ErrorCode::RouteNotFound], "The path is not UTF-8."),
        asked("/3rdparty/v1/inbox/refresh", "refreshInbox", "Refresh received messages").describe(
            "Asks phones to upload the received messages of a range again. The answer is the same whether or not the \
             device is known.",
        ),
        export("/3rdparty/v1/inbox/export", "exportInbox"),
        export("/3rdparty/v1/messages/inbox/export", "exportMessagesInbox"),
    ]
}

fn any_bytes(answers: &mut Answers<'_>) {
    answers.bytes(200, "*/*");
}
