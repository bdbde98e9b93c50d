//! `/cable`: Action Cable of the SMS Gateway API (contract `gateway-api`, B).

#![expect(dead_code, reason = "the types exist for their schemas")]

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::json;

use super::{Channel, Message, message};

pub(super) fn channel(schemas: &mut SchemaGenerator) -> Channel {
    Channel {
        name: "cable",
        address: "/cable",
        description: "Action Cable, with the subprotocol `actioncable-v1-json`; a client that also offers \
                      `actioncable-ext-pong` answers pings. A phone authenticates by its gateway key, as a bearer token or in the query, \
                      subscribes to `GatewayChannel`, and gets one `command` per SMS.",
        parameters: &[],
        query: json!({
            "type": "object",
            "properties": {
                "api_key": {
                    "type": "string",
                    "description": "The gateway's key, for clients that cannot set a header.",
                },
                "pi": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 3_600,
                    "description": "Seconds between pings; `CABLE_PING_SECS` without it.",
                },
            },
        }),
        sent: sent(schemas),
        received: received(schemas),
    }
}

fn sent(schemas: &mut SchemaGenerator) -> Vec<Message> {
    vec![
        message::<CableWelcome>(schemas, "welcome", "First frame of an accepted connection"),
        message::<CablePing>(schemas, "ping", "Sign of life, every `CABLE_PING_SECS` seconds"),
        message::<CableConfirmation>(schemas, "confirmation", "Answer to a subscription"),
        message::<CableCommand>(schemas, "command", "An SMS to transmit"),
        message::<CableRefusal>(
            schemas,
            "refusal",
            "Cause for which a frame of the phone was refused",
        ),
        message::<CableDisconnect>(schemas, "disconnect", "Last frame before the server closes"),
    ]
}

fn received(schemas: &mut SchemaGenerator) -> Vec<Message> {
    vec![
        message::<CableClientCommand>(
            schemas,
            "clientCommand",
            "Subscription, report or heartbeat",
        ),
        message::<CablePong>(schemas, "pong", "Answer to a ping, if `welcome` asks for it"),
    ]
}

/// First frame of the server.
#[derive(Serialize, JsonSchema)]
struct CableWelcome {
    #[serde(rename = "type")]
    kind: WelcomeWord,
    /// `pong` if the client has to answer pings.
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Vec<String>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WelcomeWord {
    Welcome,
}

/// Sign of life.
#[derive(Serialize, JsonSchema)]
struct CablePing {
    #[serde(rename = "type")]
    kind: PingWord,
    /// Unix time in seconds.
    message: i64,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PingWord {
    Ping,
}

/// Answer to a subscription.
#[derive(Serialize, JsonSchema)]
struct CableConfirmation {
    /// Identifier of the subscription, as the client wrote it.
    identifier: String,
    #[serde(rename = "type")]
    kind: ConfirmationWord,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ConfirmationWord {
    ConfirmSubscription,
    RejectSubscription,
}

/// An SMS for the phone.
#[derive(Serialize, JsonSchema)]
struct CableCommand {
    /// Identifier of the subscription.
    identifier: String,
    message: SendSmsCommand,
}

#[derive(Serialize, JsonSchema)]
struct SendSmsCommand {
    action: SendSmsWord,
    /// Id that the phone states in its reports.
    message_id: String,
    /// Phone number, or another address that a phone can send to.
    recipient: String,
    /// Text of the SMS.
    message: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SendSmsWord {
    SendSms,
}

/// Cause for which a frame of the phone was refused. Phones that do not know it ignore it.
#[derive(Serialize, JsonSchema)]
struct CableRefusal {
    /// Identifier of the subscription.
    identifier: String,
    message: RefusalText,
}

#[derive(Serialize, JsonSchema)]
struct RefusalText {
    action: ErrorWord,
    /// Cause in plain words.
    error: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ErrorWord {
    Error,
}

/// Last frame of the server.
#[derive(Serialize, JsonSchema)]
struct CableDisconnect {
    #[serde(rename = "type")]
    kind: DisconnectWord,
    reason: DisconnectCause,
    /// Whether the client may connect again by itself.
    reconnect: bool,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DisconnectWord {
    Disconnect,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DisconnectCause {
    Unauthorized,
    InvalidRequest,
    ServerRestart,
    Remote,
    IdleTimeout,
    NoPong,
    /// The gateway exceeded its rate limits, or a queue is full.
    TooManyFrames,
}

/// Command of the client. A frame that is none is ignored.
#[derive(Serialize, JsonSchema)]
struct CableClientCommand {
    command: ClientWord,
    /// JSON text that names the channel: `{"channel":"GatewayChannel"}`.
    identifier: String,
    /// Only with `message`: JSON text of an object with `action` (`heartbeat`, `delivery_report` or
    /// `message_received`) and its fields, as in the routes `/api/v1/gateway/*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &r#"{"action":"delivery_report","message_id":"msg_0","status":"sent"}"#)]
    data: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ClientWord {
    Subscribe,
    Unsubscribe,
    Message,
}

/// Answer to a ping.
#[derive(Serialize, JsonSchema)]
struct CablePong {
    command: PongWord,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PongWord {
    Pong,
}
