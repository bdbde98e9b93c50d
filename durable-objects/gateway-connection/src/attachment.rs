//! State that a socket carries through hibernation.

use cable::idle::SocketUse;
use ids::AccountId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;
use worker::WebSocket;

/// Maximum number of subscriptions of one socket. A phone needs one, a few more do no harm, and an attachment is
/// limited to 16 KiB.
pub(crate) const MAX_SUBSCRIPTIONS: usize = 4;
pub(crate) const MAX_IDENTIFIER_BYTES: usize = 1_024;

/// State of one Action Cable socket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SocketAttachment {
    pub(crate) account_id: AccountId,
    /// SHA-256 of the key that opened the socket.
    pub(crate) key_digest: String,
    /// Country in which the account's national numbers are read. Empty for sockets that an earlier version opened.
    #[serde(default)]
    pub(crate) default_country: String,
    pub(crate) ping_secs: u32,
    pub(crate) next_ping_at_ms: f64,
    /// Whether the client echoes pings.
    pub(crate) pong: bool,
    /// Number of pings since the client's last frame.
    pub(crate) unanswered_pings: u8,
    pub(crate) subscriptions: Vec<Subscription>,
    #[serde(default)]
    pub(crate) opened_at_ms: f64,
    /// Whether the Dispatcher said that the gateway is not approved or is switched off.
    #[serde(default)]
    pub(crate) inactive: bool,
    /// Whether the server has closed the socket. The platform lists it until the client has answered the close.
    pub(crate) closing: bool,
}

/// A confirmed subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subscription {
    /// The identifier exactly as the client wrote it.
    pub(crate) identifier: String,
    /// Time of the subscription; the latest one gets the frames. A float, because structured clone would turn an
    /// integer of this size into a bigint.
    pub(crate) subscribed_at_ms: f64,
}

impl SocketAttachment {
    /// Returns the state of an open socket. `None` when it is closing or not an Action Cable socket.
    pub(crate) fn of(socket: &WebSocket) -> Option<Self> {
        Self::of_any(socket).filter(|attachment| !attachment.closing)
    }

    /// Returns the state of a socket, open or closing. `None` when it is not an Action Cable socket.
    pub(crate) fn of_any(socket: &WebSocket) -> Option<Self> {
        socket.deserialize_attachment().ok().flatten()
    }

    pub(crate) fn save(&self, socket: &WebSocket) -> worker::Result<()> {
        socket.serialize_attachment(self)
    }

    /// Time at which the socket's latest subscription was confirmed.
    pub(crate) fn subscribed_at_ms(&self) -> Option<f64> {
        self.subscriptions.iter().map(|it| it.subscribed_at_ms).reduce(f64::max)
    }

    /// Returns the facts by which the idle rule decides whether to keep the socket.
    pub(crate) fn socket_use(&self, now_ms: UnixMillis) -> SocketUse {
        SocketUse {
            is_subscribed: !self.subscriptions.is_empty(),
            is_active: !self.inactive,
            open_ms: stored_ms(now_ms) - self.opened_at_ms,
        }
    }

    pub(crate) fn is_subscribed(&self, identifier: &str) -> bool {
        self.subscriptions.iter().any(|it| it.identifier == identifier)
    }
}

/// Converts a time for storage in the attachment.
#[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
pub(crate) fn stored_ms(at_ms: UnixMillis) -> f64 {
    at_ms.as_i64() as f64
}
