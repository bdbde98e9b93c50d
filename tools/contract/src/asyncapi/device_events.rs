//! `/mobile/v1/events`: the event stream of SMSGate's phones (contract `smsgate`, 7.1).

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Channel, Message, message};

pub(super) fn channel(schemas: &mut SchemaGenerator) -> Channel {
    let nothing = |name, summary| Message { name, summary, payload: json!({ "type": "null" }) };
    Channel {
        name: "deviceEvents",
        address: "/mobile/v1/events",
        description: "Server-sent events (also at `/api/mobile/v1/events`), with the device's token as bearer. The \
                      name of a message is its `event`, the payload its `data`. Nothing is replayed; comments keep \
                      the connection alive.",
        parameters: &[],
        query: Value::Null,
        sent: vec![
            nothing("MessageEnqueued", "Messages wait to be fetched"),
            nothing("WebhooksUpdated", "The account's webhooks changed"),
            nothing("SettingsUpdated", "The account's settings changed"),
            message::<MessageCancelled>(schemas, "MessageCancelled", "A message was cancelled"),
            message::<ExportRequested>(
                schemas,
                "MessagesExportRequested",
                "The inbox is to be uploaded again",
            ),
        ],
        received: Vec::new(),
    }
}

/// The message that was cancelled.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct MessageCancelled {
    message_id: String,
}

/// The part of the inbox that is wanted. All values are texts.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ExportRequested {
    /// Time from which on, in ISO 8601.
    since: String,
    /// Time until which, in ISO 8601.
    until: String,
    /// `Disabled`, `Individual` or `Batch`.
    webhook_delivery: String,
    /// `true` or `false`.
    trigger_webhooks: String,
    /// Types of messages with commas between them; absent for all types.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_types: Option<String>,
}
