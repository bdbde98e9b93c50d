//! Descriptions of the requests that are sent to the account's webhooks.

use edge_kit::openapi::Webhook;
use webhooks::{
    CataloguedEvent, catalogue,
    described::{GatewayApiEvent, StandardEvent},
};

/// Signature headers of both formats.
const HEADERS: &[(&str, &str)] = &[
    ("webhook-id", "Id of the event, the same on every try."),
    ("webhook-timestamp", "Time of this try, in Unix seconds."),
    (
        "webhook-signature",
        "Signatures by Standard Webhooks: one `v1,…` per secret that can sign, and one `v1a,…` per key of the \
         deployment.",
    ),
    (
        "X-Webhook-Signature",
        "HMAC-SHA256 of the body under the current secret, in hexadecimal digits; absent without a secret.",
    ),
];

pub(super) fn all() -> Vec<Webhook> {
    vec![
        Webhook::new::<GatewayApiEvent>(
            "gateway-api",
            "receiveGatewayApiEvent",
            "Event in the format `gateway-api`",
        )
        .describe("Sent to endpoints whose `format` is `gateway-api`.")
        .headers(HEADERS),
        Webhook::new::<StandardEvent>(
            "standard",
            "receiveStandardEvent",
            "Event in the format `standard`",
        )
        .describe(format!(
            "Sent to endpoints whose `format` is `standard`. To a `proxy.intercept`, 403 keeps the SMS from being \
             relayed; any other answer, or none within 3 seconds, lets it pass. That event is sent only once.\n\n{}",
            events()
        ))
        .headers(HEADERS),
    ]
}

/// Lists the events with their meanings, in Markdown.
fn events() -> String {
    let line =
        |event: CataloguedEvent| format!("- `{}`: {}", event.kind.as_str(), event.description);
    catalogue().into_iter().map(line).collect::<Vec<_>>().join("\n")
}
