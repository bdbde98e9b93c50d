//! `/api/v1/admin/events`: the stream of an account's events.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use webhooks::described::FollowedEvent;

use super::{Channel, message};

pub(super) fn channel(schemas: &mut SchemaGenerator) -> Channel {
    Channel {
        name: "accountEvents",
        address: "/api/v1/admin/events",
        description: "Server-sent events, with a client key as bearer. The type of a message is its `event`, the \
                      payload its `data`, and its `id` a number: a reader that comes back with `Last-Event-ID` gets \
                      everything after it. Comments keep the connection alive.",
        parameters: &[],
        query: Value::Null,
        sent: vec![
            message::<FollowedPosition>(schemas, "position", "The stream begins here"),
            message::<FollowedProgress>(schemas, "progress", "A message has reached a state"),
            message::<FollowedEvent>(schemas, "event", "An event of which webhooks are told, too"),
        ],
        received: Vec::new(),
    }
}

/// Where the stream begins. After `reset`, events before it are unknown, and the reader lists again what it shows.
#[derive(Serialize, JsonSchema)]
struct FollowedPosition {
    r#type: PositionType,
    /// Id of the last event before the stream.
    cursor: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only the schema is used")]
enum PositionType {
    Ready,
    Reset,
}

/// A message in a state that no webhook tells of.
#[derive(Serialize, JsonSchema)]
struct FollowedProgress {
    id: String,
    r#type: ProgressType,
    #[schemars(extend("format" = "date-time"))]
    timestamp: String,
    data: FollowedProgressData,
}

#[derive(Serialize, JsonSchema)]
#[expect(dead_code, reason = "only the schema is used")]
enum ProgressType {
    #[serde(rename = "message.accepted")]
    Accepted,
    #[serde(rename = "message.dispatched")]
    Dispatched,
    #[serde(rename = "message.acknowledged")]
    Acknowledged,
    #[serde(rename = "message.cancelling")]
    Cancelling,
}

#[derive(Serialize, JsonSchema)]
struct FollowedProgressData {
    message_id: String,
    /// The integrator's own id of the message; `null` if it has none.
    client_id: Option<String>,
    /// The first recipient.
    to: Option<String>,
    recipient_count: u32,
    /// Wireroom's own id of the gateway; `null` if no gateway is known.
    gateway_id: Option<String>,
    /// The gateway's own device id; `null` if no gateway is known.
    device_id: Option<String>,
}
