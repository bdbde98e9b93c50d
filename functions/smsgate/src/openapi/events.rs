//! Description of the requests that are sent to webhooks with the delivery `server`, which are those of SMSGate's phones.

use edge_kit::openapi::Webhook;
use webhooks::described::SmsgateEvent;

const HEADERS: &[(&str, &str)] = &[
    ("webhook-id", "Id of the event, the same on every try."),
    ("webhook-timestamp", "Time of this try, in Unix seconds."),
    (
        "webhook-signature",
        "A signature per secret by Standard Webhooks, `v1,…`; absent if no secret can sign.",
    ),
    (
        "X-Signature",
        "HMAC-SHA256 of the body, directly followed by `X-Timestamp`, in hexadecimal digits; absent without a key.",
    ),
    ("X-Timestamp", "Time of this try, in Unix seconds; absent without a key."),
];

pub(super) fn all() -> Vec<Webhook> {
    vec![
        Webhook::new::<SmsgateEvent>("smsgate", "receiveSmsgateEvent", "Event of a phone")
            .describe("Sent by the server for webhooks with `delivery: server`, as a phone would send it.")
            .headers(HEADERS),
    ]
}
