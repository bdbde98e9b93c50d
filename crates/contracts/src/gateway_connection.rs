//! Commands of a gateway's connection object. Opening a socket is not one of them: the client's upgrade
//! request is forwarded as it is, with the headers named here added. So is the request of a Worker that
//! holds a phone's event stream.

use serde::{Deserialize, Serialize};
use telephony::MessageText;

/// The account of the gateway whose socket is being opened.
pub const ACCOUNT_ID_HEADER: &str = "x-wireroom-account-id";
/// SHA-256 of the key the socket was opened with.
pub const KEY_DIGEST_HEADER: &str = "x-wireroom-key-digest";
/// The country that the account's national numbers are read in, as its two letters.
pub const DEFAULT_COUNTRY_HEADER: &str = "x-wireroom-default-country";
/// Seconds between pings on this socket.
pub const PING_INTERVAL_HEADER: &str = "x-wireroom-ping-secs";
/// Present where the socket feeds an event stream: it carries [`DeviceEvent`]s as JSON, one a frame.
pub const EVENT_STREAM_HEADER: &str = "x-wireroom-event-stream";
/// The frame by which whoever holds the event stream says that it reads it now.
pub const STREAM_IS_READ: &str = "read";

crate::commands!(GatewayConnectionCommand {
    Deliver(Deliver) -> Delivered,
    Disconnect(Disconnect) -> (),
    Notify(Notify) -> Notified,
    Review(Review) -> Reviewed,
});

/// Hand these over to the phone, in order.
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
pub enum Delivered {
    /// The first `frames` of them are on the socket.
    HandedOver { frames: u32 },
    /// There is no subscribed socket; nothing was written.
    NoSocket,
}

/// Close every socket: the key was revoked or the gateway deleted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Disconnect {
    /// Whether the client may come back by itself.
    pub reconnect: bool,
}

/// Close what the gateway may not be given any more: every socket and stream is held against what D1 says now
/// of the key that opened it. One whose key is void is closed for good; one of a gateway that is switched off
/// is closed, and its phone may come back to report.
#[derive(Debug, Serialize, Deserialize)]
pub struct Review {}

/// Outcome of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Reviewed {
    Done {
        closed: u32,
    },
    /// D1 could not be asked about some of them, which stay open.
    Unknown,
}

/// Tell a phone that fetches its messages that something happened: on every open event stream, and by push
/// where it has a push token.
#[derive(Debug, Serialize, Deserialize)]
pub struct Notify {
    pub event: DeviceEvent,
    pub push_token: Option<String>,
    /// Account of the phone, which learns when the push token is no good.
    #[serde(default)]
    pub account_id: Option<String>,
}

/// What a phone of the SMSGate kind is told (smsgate contract 7.1). None of it names a person.
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
        /// RFC 3339, like `until`.
        since: String,
        until: String,
        /// With commas between them; absent: all.
        message_types: Option<String>,
        /// `Disabled`, `Individual` or `Batch`.
        webhook_delivery: String,
        trigger_webhooks: bool,
    },
}

/// How many ways the phone was told. None at all: it will learn of it when it comes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    pub streams: u32,
    pub pushed: bool,
}
