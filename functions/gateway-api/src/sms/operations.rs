//! Descriptions of the integrators' routes for messages, for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use super::{explain::ExplainSmsOut, out::SendSmsOut};

pub(crate) fn all() -> Vec<Operation> {
    compatible().into_iter().chain(own()).collect()
}

fn operation(
    method: Method,
    path: &'static str,
    id: &'static str,
    summary: &'static str,
) -> Operation {
    Operation::new(method, path, id, summary).tag("Messages")
}

fn compatible() -> Vec<Operation> {
    vec![
        operation(Method::Post, "/api/v1/sms/send", "sendSms", "Send an SMS")
            .describe(
                "Accepts a message, which is durable before the answer and is sent when a gateway can take it. \
                 With `callback_url` its events also go to that URL, whose webhook is among those of the kind \
                 `callback`.\n\nWith `dry_run` nothing is \
                 stored or sent: the answer, 200, explains what the request would do.\n\nA request with an \
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
            .answers_json::<SendSmsOut, 202>()
            .answers_json::<ExplainSmsOut, 200>()
            .header("Idempotent-Replayed", "`true` if the message was accepted by an earlier request with this key.")
            .fails(
                400,
                &[ErrorCode::UnreadableParameter],
                "The `Idempotency-Key` is empty or too long.",
            )
            .fails(
                422, &[ErrorCode::InvalidParameter, ErrorCode::InvalidPhoneNumber, ErrorCode::GatewayNotFound, ErrorCode::NoCapableGateway, ErrorCode::IdempotencyKeyReused, ErrorCode::InvalidUrl, ErrorCode::ResourceLimitReached, ErrorCode::WebhookInactive, ErrorCode::RecipientOptedOut],
                "A parameter is not acceptable, the account has no such gateway or none that can choose a SIM, the key was \
                 used with another request, a recipient has opted out, or the `callback_url` is not acceptable, is one too \
                 many, or is that of a webhook that is switched off.",
            )
            .fails(
                501,
                &[ErrorCode::NotConfigured],
                "The deployment has no key with which to seal the secret of a `callback_url`.",
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

/// Operations on messages that the original does not have.
fn own() -> Vec<Operation> {
    vec![
        operation(
            Method::Post,
            "/api/v1/sms/{message_id}/cancel",
            "cancelSms",
            "Cancel a message",
        )
        .describe(
            "Cancels the recipients that no gateway has acknowledged. A message that is on its way over a socket or to a \
             provider cannot be called back. The call may be repeated: it tells how far the cancellation has come. The \
             status of a cancelled message is `failed`, and its `error_message` is `cancelled`.",
        )
        .fails(404, &[ErrorCode::MessageNotFound], "The account has sent no such message.")
        .fails(
            409,
            &[ErrorCode::MessageNotPending],
            "It is too late. `state` is the message's state: `queued`, `sent`, `delivered` or `failed`.",
        ),
        operation(
            Method::Post,
            "/api/v1/sms/{message_id}/resend",
            "resendSms",
            "Send a message again",
        )
        .describe(
            "Accepts a new message with the content and options of one that has ended, without its schedule, to the \
             recipients that failed or were cancelled. The two messages name each other, as `resend_of` and \
             `resent_as`.\n\nWithout an `Idempotency-Key`, a request while the last resend is under way gets that \
             resend's answer again, and nothing is sent twice.",
        )
        .takes(|request| {
            request.header::<String>(
                "Idempotency-Key",
                false,
                "Key of the request, of 1 to 255 characters, bare or in double quotes. It is unique in the account.",
            );
        })
        .answers_json::<SendSmsOut, 202>()
        .header("Idempotent-Replayed", "`true` if the message was accepted by an earlier request.")
        .fails(
            400,
            &[ErrorCode::UnreadableParameter],
            "The `Idempotency-Key` is empty or too long.",
        )
        .fails(404, &[ErrorCode::MessageNotFound], "The account has sent no such message.")
        .fails(
            409,
            &[ErrorCode::MessageUnderWay, ErrorCode::ContentUnreadable, ErrorCode::NothingToResend],
            "The message is under way, its content is sealed, hashed or no longer stored, or no recipient failed.",
        )
        .fails(
            422,
            &[
                ErrorCode::InvalidParameter,
                ErrorCode::GatewayNotFound,
                ErrorCode::NoCapableGateway,
                ErrorCode::IdempotencyKeyReused,
                ErrorCode::ResourceLimitReached,
                ErrorCode::RecipientOptedOut,
            ],
            "A parameter is not acceptable, no gateway can send the message, the key was used with another request, the \
             message was sent again 100 times, or a recipient has opted out.",
        )
        .fails(503, &[ErrorCode::QueueFull], "The account's queue is full."),
    ]
}
