//! Commands of a push queue, the object that sends push messages to phones through the push service or through
//! another server.
//!
//! With the push service there are many queues, each for some of the tokens. The upstream server accepts five
//! requests a minute from the whole deployment, so pushes to it share one queue.

use std::{collections::BTreeMap, fmt};

use ids::GatewayId;
use serde::{Deserialize, Serialize};

crate::commands!(PushQueueCommand {
    Enqueue(EnqueuePushes) -> EnqueuePushesOutcome,
    ForgetAccount(ForgetAccount) -> (),
});

/// Queues these pushes. If a phone got the same push a moment ago, the new one is sent a little later, once.
#[derive(Debug, Serialize, Deserialize)]
pub struct EnqueuePushes {
    pub pushes: Vec<Push>,
    /// Phone that the pushes are for, if it is a phone of this deployment.
    #[serde(default)]
    pub phone: Option<PushedPhone>,
}

/// Drops the pushes that wait for phones of this account only, and tells the account nothing any more, because it is
/// deleted.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetAccount {
    pub account_id: String,
}

/// A phone that gets pushes. Its account's Dispatcher is told if pushes do not reach it, and when they do again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedPhone {
    pub account_id: String,
    pub gateway_id: GatewayId,
    /// Whether the Dispatcher counts the phone as not reached by push, so that it is told of a push that was sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unreached: bool,
}

/// Number of pushes that were queued. Pushes for paused tokens, or without room in the queue, do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnqueuePushesOutcome {
    pub accepted: u32,
}

/// One push message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    pub token: PushToken,
    pub event: DeviceEventName,
    /// Data of the event; empty if it has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
}

/// Push token of one phone. Its holder can send pushes to the phone, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PushToken(String);

impl PushToken {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PushToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PushToken")
    }
}

/// Name of an event on the wire (smsgate contract 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DeviceEventName {
    MessageEnqueued,
    MessageCancelled,
    WebhooksUpdated,
    SettingsUpdated,
    MessagesExportRequested,
}

impl DeviceEventName {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MessageEnqueued => "MessageEnqueued",
            Self::MessageCancelled => "MessageCancelled",
            Self::WebhooksUpdated => "WebhooksUpdated",
            Self::SettingsUpdated => "SettingsUpdated",
            Self::MessagesExportRequested => "MessagesExportRequested",
        }
    }
}
