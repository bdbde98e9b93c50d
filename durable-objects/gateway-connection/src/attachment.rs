//! What a socket carries through hibernation.

use cable::idle::SocketUse;
use identity::AccountId;
use serde::{Deserialize, Serialize};
use worker::WebSocket;

/// A phone needs one subscription; a few more do no harm, and the attachment is limited to 16 KiB.
pub(crate) const MAX_SUBSCRIPTIONS: usize = 4;
pub(crate) const MAX_IDENTIFIER_BYTES: usize = 1_024;

/// A socket's own state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Attachment {
    pub(crate) account_id: AccountId,
    /// SHA-256 of the key the socket was opened with.
    pub(crate) key_digest: String,
    /// The country that the account's national numbers are read in. Sockets that an earlier version opened have none.
    #[serde(default)]
    pub(crate) default_country: String,
    pub(crate) ping_secs: u32,
    pub(crate) next_ping_at_ms: f64,
    /// The client echoes pings.
    pub(crate) pong: bool,
    /// Pings since the client's last frame.
    pub(crate) unanswered_pings: u8,
    pub(crate) subscriptions: Vec<Subscription>,
    #[serde(default)]
    pub(crate) opened_at_ms: f64,
    /// The Dispatcher said that the gateway is not approved, or switched off.
    #[serde(default)]
    pub(crate) inactive: bool,
    /// The server has closed it. The platform lists it until the client has answered.
    pub(crate) closing: bool,
}

/// A confirmed subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subscription {
    /// Exactly as the client wrote it.
    pub(crate) identifier: String,
    /// Later subscriptions win. A float, since the structured clone of an integer this large is not one.
    pub(crate) subscribed_at_ms: f64,
}

impl Attachment {
    /// The state of an open socket.
    pub(crate) fn of(socket: &WebSocket) -> Option<Self> {
        Self::of_any(socket).filter(|attachment| !attachment.closing)
    }

    /// The state of a socket, open or closing.
    pub(crate) fn of_any(socket: &WebSocket) -> Option<Self> {
        socket.deserialize_attachment().ok().flatten()
    }

    pub(crate) fn save(&self, socket: &WebSocket) -> worker::Result<()> {
        socket.serialize_attachment(self)
    }

    /// When its latest subscription was confirmed.
    pub(crate) fn subscribed_at_ms(&self) -> Option<f64> {
        self.subscriptions.iter().map(|it| it.subscribed_at_ms).reduce(f64::max)
    }

    /// Returns whether the socket is of any use, for the rule that closes idle ones.
    pub(crate) fn socket_use(&self, now_ms: i64) -> SocketUse {
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

/// A time for the attachment.
#[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
pub(crate) fn stored_ms(at_ms: i64) -> f64 {
    at_ms as f64
}
