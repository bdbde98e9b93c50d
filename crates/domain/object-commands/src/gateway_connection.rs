//! Commands of a gateway's connection object. Opening a socket is not a command: the client's upgrade request is
//! forwarded unchanged, with the headers named here added. The same holds for the request of a Worker that holds a
//! phone's event stream.

use serde::{Deserialize, Serialize};
use telephony::MessageText;

/// Header with the account of the gateway whose socket is being opened.
pub const ACCOUNT_ID_HEADER: &str = "x-wireroom-account-id";
/// Header with the SHA-256 of the key that opens the socket.
pub const KEY_DIGEST_HEADER: &str = "x-wireroom-key-digest";
/// Header with the country in which the account's national numbers are read, as its two letters.
pub const DEFAULT_COUNTRY_HEADER: &str = "x-wireroom-default-country";
/// Header with the seconds between pings on this socket.
pub const PING_INTERVAL_HEADER: &str = "x-wireroom-ping-secs";
/// Header that marks a socket that feeds an event stream. Such a socket carries [`DeviceEvent`]s as JSON, one in
/// each frame.
pub const EVENT_STREAM_HEADER: &str = "x-wireroom-event-stream";
/// Frame by which the holder of the event stream says that it has started to read.
pub const STREAM_IS_READ: &str = "read";

crate::commands!(GatewayConnectionCommand {
    Deliver(Deliver) -> DeliverOutcome,
    Disconnect(Disconnect) -> (),
    Notify(Notify) -> NotifyOutcome,
    Review(ReviewKeys) -> ReviewOutcome,
});

/// Hands these SMS over to the phone, in order.
#[derive(Debug, Serialize, Deserialize)]
pub struct Deliver {
    pub frames: Vec<OutboundSms>,
}

/// One SMS for the phone to transmit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboundSms {
    pub wire_id: String,
    pub recipient: telephony::Address,
    pub text: MessageText,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum DeliverOutcome {
    /// The first `frames` SMS were written to the socket.
    HandedOver { frames: u32 },
    /// There is no subscribed socket; nothing was written.
    NoSocket,
}

/// Closes every socket, because the key was revoked or the gateway deleted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Disconnect {
    /// Whether the client may reconnect by itself.
    pub reconnect: bool,
}

/// Checks every socket and stream against the present state in D1 of the key that opened it. One whose key is void
/// is closed for good. One of a switched-off gateway is closed, and its phone may reconnect to report.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReviewKeys {}

/// Outcome of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ReviewOutcome {
    Done {
        closed: u32,
    },
    /// D1 did not answer for some keys, whose sockets stay open.
    Unknown,
}

/// Notifies a phone that fetches its messages: on every open event stream, and by push if it has a push token.
#[derive(Debug, Serialize, Deserialize)]
pub struct Notify {
    pub event: DeviceEvent,
    pub push_token: Option<String>,
    /// Account of the phone. It is told if pushes do not reach the phone.
    #[serde(default)]
    pub account_id: Option<String>,
    /// Whether the account counts the phone as not reached by push, and so is to be told of a push that was sent.
    #[serde(default)]
    pub unreached: bool,
}

/// Events that SMSGate phones are notified of (smsgate contract 7.1). None contains personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeviceEvent {
    MessageEnqueued,
    MessageCancelled {
        message_id: String,
    },
    WebhooksUpdated,
    SettingsUpdated,
    MessagesExportRequested {
        /// Start of the range in RFC 3339, like `until`.
        since: String,
        until: String,
        /// Comma-separated message types. `None`: all.
        message_types: Option<String>,
        /// `Disabled`, `Individual` or `Batch`.
        webhook_delivery: String,
        trigger_webhooks: bool,
    },
}

/// Ways by which the phone was notified. If there were none, the phone learns of the event when it next fetches by
/// itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyOutcome {
    pub streams: u32,
    pub pushed: bool,
}
