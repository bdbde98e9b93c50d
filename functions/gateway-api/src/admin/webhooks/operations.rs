//! Descriptions of the webhook pages for the document of the API.

use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};

use super::public_key::WebhookPublicKeyOut;

const ALL: &str = "/api/v1/admin/webhooks";
const ONE: &str = "/api/v1/admin/webhooks/{id}";
const NO_WEBHOOK: &str = "The account has no such webhook.";
const NOT_CONFIGURED: &str = "The deployment has no key with which to seal secrets.";

#[expect(clippy::too_many_lines, reason = "a list with one entry for each route")]
pub(crate) fn all() -> Vec<Operation> {
    let operation =
        |method, path, id, summary| Operation::new(method, path, id, summary).tag("Webhooks");
    vec![
        operation(Method::Get, ALL, "listWebhooks", "List webhooks").describe(
            "All of the account's endpoints, sorted by id, also those that were created in the SMSGate API. With the kind \
             `callback`, instead those that the `callback_url` of messages made: one for each URL, until it was not used \
             for a day. Their secrets are shown by their rotation.",
        )
        .fails(422, &[ErrorCode::InvalidParameter], "`kind` is not one of the kinds."),
        operation(Method::Post, ALL, "createWebhook", "Create a webhook")
            .describe("Creates an endpoint and shows its secret once. An account can have 50.")
            .fails(
                422,
                &[
                    ErrorCode::InvalidParameter,
                    ErrorCode::InvalidUrl,
                    ErrorCode::ResourceLimitReached,
                ],
                "A parameter is not acceptable, or the account has 50 webhooks.",
            )
            .fails(501, &[ErrorCode::NotConfigured], NOT_CONFIGURED),
        operation(
            Method::Get,
            "/api/v1/admin/webhooks/events",
            "listWebhookEvents",
            "List the events of webhooks",
        )
        .describe(
            "The events to which endpoints can subscribe, each with its name in every format, its meaning, an example \
             and the schema of its body in the format `standard`.",
        ),
        operation(
            Method::Get,
            "/api/v1/webhooks/public-key/{account_id}",
            "getWebhookPublicKey",
            "Show the public key of webhook signatures",
        )
        .describe(
            "The Ed25519 key under which every webhook request of the account is signed, except in the format `smsgate`: \
             the signature `v1a` of Standard Webhooks. Every account has a key of its own, and every id of the right \
             form has a key, whether or not there is such an account. An endpoint's `public_key_url` is this page. Needs \
             no key, and may be cached for an hour.",
        )
        .fails(404, &[ErrorCode::AccountNotFound], "The id is not of the right form.")
        .answers(|answers| answers.json::<WebhookPublicKeyOut>(200)),
        operation(Method::Get, ONE, "getWebhook", "Show a webhook and its queue")
            .fails(404, &[ErrorCode::WebhookNotFound], NO_WEBHOOK),
        operation(Method::Patch, ONE, "updateWebhook", "Change a webhook")
            .describe(
                "Changes the members that are given. Switching the endpoint on also retries its queued events, even \
                 after failures. The secret is changed by its rotation. If `url` gets another origin, an endpoint that has \
                 `headers` of its own needs them in the same request, possibly `{}`: no new receiver gets the former \
                 ones.",
            )
            .fails(404, &[ErrorCode::WebhookNotFound], NO_WEBHOOK)
            .fails(
                422,
                &[ErrorCode::InvalidParameter, ErrorCode::InvalidUrl],
                "A parameter is not acceptable.",
            ),
        operation(Method::Delete, ONE, "deleteWebhook", "Delete a webhook")
            .describe("Deletes the endpoint and drops its queued events.")
            .fails(404, &[ErrorCode::WebhookNotFound], NO_WEBHOOK),
        operation(
            Method::Get,
            "/api/v1/admin/webhooks/{id}/attempts",
            "listWebhookAttempts",
            "List attempts at delivering",
        )
        .describe(
            "Attempts at delivering to the endpoint, the newest first, including every attempt that had ended before \
             the call. A failed one without `next_attempt_at` was the event's last, unless the event is replayed.",
        )
        .fails(404, &[ErrorCode::WebhookNotFound], NO_WEBHOOK),
        operation(
            Method::Get,
            "/api/v1/admin/webhooks/{id}/attempts/{attempt_id}",
            "getWebhookAttempt",
            "Show an attempt with its request and answer",
        )
        .describe(
            "The first 4 kB of the body sent and of the answer, with headers that help to find a fault. They are kept \
             sealed for seven days: of all failed attempts, and of the endpoint's newest hundred successful ones. Without \
             the operator's sealing key they are absent.",
        )
        .fails(
            404,
            &[ErrorCode::WebhookNotFound, ErrorCode::AttemptNotFound],
            "The account has no such webhook, or the webhook has no such attempt.",
        ),
        operation(
            Method::Post,
            "/api/v1/admin/webhooks/{id}/replay",
            "replayWebhookEvents",
            "Replay finished events",
        )
        .describe(
            "Retries one event by `event_id`, delivered or not, or all that failed for good from `since` on and before \
             `until`, up to 1,000 at a time. Failed events are kept for seven days, delivered ones for one.",
        )
        .fails(
            404,
            &[ErrorCode::WebhookNotFound, ErrorCode::EventNotFound],
            "The account has no such webhook, or the webhook has no such finished event.",
        )
        .fails(
            422,
            &[ErrorCode::InvalidParameter],
            "A parameter is not acceptable, or `event_id` and `since` are both given.",
        ),
        operation(
            Method::Post,
            "/api/v1/admin/webhooks/{id}/rotate",
            "rotateWebhookSecret",
            "Replace a webhook's secret",
        )
        .describe("Replaces the endpoint's secret and shows the new one once.")
        .fails(404, &[ErrorCode::WebhookNotFound], NO_WEBHOOK)
        .fails(422, &[ErrorCode::InvalidParameter], "A parameter is not acceptable.")
        .fails(501, &[ErrorCode::NotConfigured], NOT_CONFIGURED),
        operation(
            Method::Post,
            "/api/v1/admin/webhooks/{id}/test",
            "testWebhook",
            "Send a test event",
        )
        .describe(
            "Sends the endpoint a test event, whatever its subscriptions. The result is among the attempts.",
        )
        .fails(404, &[ErrorCode::WebhookNotFound], NO_WEBHOOK)
        .fails(422, &[ErrorCode::WebhookInactive], "The webhook is switched off."),
    ]
}
