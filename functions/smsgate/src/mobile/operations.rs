//! Descriptions of the phones' routes for the document of the API.

use edge_kit::{
    ErrorCode,
    openapi::{Operation, RequestShape},
    route_table::Method,
};

use crate::error::PLAIN_TEXT;

pub(crate) fn all() -> Vec<Operation> {
    let families = [registration(), messages(), rest()];
    families.into_iter().flatten().collect()
}

fn operation(
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    Operation::new(method, path, id, summary).tag("Phones")
}

/// Adds the header by which the app states its version.
fn app(request: &mut RequestShape<'_>) {
    request.header::<String>(
        "User-Agent",
        false,
        "`me.capcom.smsgateway/` and the app's version. A program that states none counts as a current app.",
    );
}

fn registration() -> Vec<Operation> {
    vec![
        operation(Method::Post, "/mobile/v1/device", "registerPhone", "Register a phone")
            .describe(
                "Registers the phone in the account of its credential: a user name and a password, the account's \
                 registration token, or a one-time code of `GET /mobile/v1/user/code`. With the deployment's `GATEWAY_PRIVATE_TOKEN`, or in public \
                 mode with any other token or none, the phone gets a new account, whose password is shown only in \
                 this answer. Each registration makes a new phone.",
            )
            .security(vec!["basic", "registrationToken", "registrationCode", ""])
            .takes(app)
            .fails(
                400,
                &[ErrorCode::InvalidParameter],
                "A member is too long, or there are too many SIM cards.",
            )
            .fails(
                401,
                &[ErrorCode::InvalidCredentials],
                "The password or the code is wrong, or the account is disabled.",
            )
            .fails_as(
                PLAIN_TEXT,
                401,
                &[ErrorCode::RegistrationTokenRequired],
                "In private mode, the token is missing or unknown.",
            )
            .fails(
                403,
                &[ErrorCode::RegistrationClosed],
                "The deployment has no account for holders of its token.",
            )
            .fails(
                429,
                &[ErrorCode::RateLimited],
                "Too many registrations, new accounts or wrong passwords; `Retry-After` tells when the next one is \
                 admitted.",
            ),
        operation(Method::Get, "/mobile/v1/device", "getPhone", "Show the phone itself")
            .describe(
                "The phone's stored data, and the address from which the request came. A caller without a token, or \
                 with an unknown one, gets the address only.",
            )
            .security(vec!["deviceToken", ""])
            .fails(
                429,
                &[ErrorCode::RateLimited],
                "Too many requests with this token; `Retry-After` tells when the next one is admitted.",
            ),
        operation(Method::Patch, "/mobile/v1/device", "updatePhone", "Update the phone's data")
            .describe("Replaces the members that are given. Repeating a request changes nothing.")
            .takes(app)
            .fails(
                400,
                &[ErrorCode::InvalidParameter],
                "A member is too long, or there are too many SIM cards.",
            )
            .fails(403, &[ErrorCode::Forbidden], "`id` is not the phone's own."),
        operation(
            Method::Get,
            "/mobile/v1/user/code",
            "createRegistrationCode",
            "Create a one-time code",
        )
        .describe(
            "A code with which one phone can register in the account. Only a user name and a password are accepted.",
        )
        .fails(501, &[ErrorCode::NotConfigured], "One-time codes are disabled."),
        operation(
            Method::Patch,
            "/mobile/v1/user/password",
            "changePassword",
            "Change the account's password",
        )
        .describe("All tokens of integrators become invalid. The phone's own token stays valid.")
        .fails(
            400,
            &[ErrorCode::MissingParameter, ErrorCode::InvalidParameter],
            "The current password is empty, or the new one has an unacceptable length.",
        )
        .fails(
            401,
            &[ErrorCode::WrongPassword],
            "The current password is wrong. The text is `failed to change password`.",
        )
        .fails(500, &[ErrorCode::InternalError], "The new password could not be stored."),
    ]
}

fn messages() -> Vec<Operation> {
    const BUSY: &str = "Too many requests of the phone are being processed.";
    vec![
        operation(Method::Get, "/mobile/v1/messages", "fetchMessages", "Fetch messages to send")
            .describe(
                "The messages that the phone is to send or to cancel: at most 100 of them, with at most 2 MiB of \
                 content, sorted by `scheduleAt`, then by priority. They stay until the phone reports them. Multimedia \
                 messages are left out for apps before version 1.74. Of a phone's requests, 32 are processed at once.",
            )
            .takes(app)
            .fails(
                400,
                &[ErrorCode::MalformedRequest, ErrorCode::InvalidParameter],
                "`order` is unknown, or the query is not UTF-8.",
            )
            .fails(503, &[ErrorCode::Unavailable], BUSY),
        operation(Method::Patch, "/mobile/v1/messages", "reportMessages", "Report on messages")
            .describe(
                "Applies up to 1,000 reports, all or none. A report that repeats an earlier one changes nothing. A \
                 well-formed report on an unknown message or with an unknown state is passed over.",
            )
            .fails(
                400,
                &[
                    ErrorCode::MissingParameter,
                    ErrorCode::UnreadableParameter,
                    ErrorCode::InvalidParameter,
                ],
                "There are too many reports, or one lacks a member or has an unreadable time.",
            )
            .fails(503, &[ErrorCode::Unavailable], BUSY),
    ]
}

fn rest() -> Vec<Operation> {
    vec![
        operation(Method::Get, "/mobile/v1/webhooks", "listPhoneWebhooks", "List the phone's webhooks")
            .describe(
                "The webhooks that this phone delivers: its own and those of all phones, without events that its app \
                 does not know.",
            )
            .takes(app),
        operation(Method::Get, "/mobile/v1/settings", "getPhoneSettings", "Show the phone's settings")
            .describe(
                "The settings of all of the account's phones. Where the deployment cannot push, phones are told to use \
                 the event stream, unless the account chose a channel.",
            ),
        operation(Method::Post, "/mobile/v1/inbox", "uploadInbox", "Upload messages of the inbox")
            .describe(
                "Stores 1 to 500 encrypted messages. Messages that the phone has uploaded before are left alone, so \
                 that an upload can be repeated.",
            )
            .answers(|answers| answers.empty(201))
            .fails(
                400,
                &[ErrorCode::InvalidParameter],
                "The list is empty or too long, or a message is not encrypted or lacks a member.",
            )
            .fails(
                413,
                &[ErrorCode::BodyTooLarge],
                "An attachment is longer than 10 MiB, or all of them than 16 MiB.",
            )
            .fails(
                500,
                &[ErrorCode::InternalError],
                "An event of the upload could not be recorded.",
            )
            .fails(
                503,
                &[ErrorCode::Unavailable],
                "The phone is switched off, and the upload may be repeated later.",
            ),
        operation(Method::Get, "/mobile/v1/events", "streamEvents", "Stream the phone's events")
            .describe(
                "Server-Sent Events. A frame is `event: <name>`, `data: <JSON>` and an empty line; the comment \
                 `:keepalive` is sent in between. Frames have no ids and are not repeated: the phone fetches when a \
                 stream opens. A stream ends after about half an hour, and a phone's ninth stream ends its oldest.\n\n\
                 `data` is `null` for `MessageEnqueued`, `WebhooksUpdated` and `SettingsUpdated`. It is an object of \
                 texts for the other two: `messageId` for `MessageCancelled`, and `since`, `until`, `webhookDelivery`, \
                 `triggerWebhooks` (`true` or `false`) and possibly `messageTypes` (`SMS,MMS`) for \
                 `MessagesExportRequested`.",
            )
            .answers(|answers| answers.text(200, "text/event-stream"))
            .fails(503, &[ErrorCode::Unavailable], "Too many streams are open."),
    ]
}
