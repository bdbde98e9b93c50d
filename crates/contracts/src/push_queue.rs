//! Commands of a push queue: the object that tells phones by push, through the push service or through
//! another server.
//!
//! Where pushes go straight to the push service there are many queues, each for some of the tokens; the
//! upstream server takes five requests a minute from all of us, so pushes to it share one.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

crate::commands!(PushQueueCommand {
    Enqueue(Enqueue) -> Enqueued,
});

/// Tell these phones. One that was told the same a moment ago is told again a little later, once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Enqueue {
    pub pushes: Vec<Push>,
    /// Phone that the pushes are for, where it is one of ours.
    #[serde(default)]
    pub phone: Option<PushedPhone>,
}

/// A phone that is told by push. Its account's Dispatcher learns when its token is no good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedPhone {
    pub account_id: String,
    pub gateway_id: String,
}

/// How many of them were taken: not those for tokens that are left alone, nor what a full queue has no
/// room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enqueued {
    pub accepted: u32,
}

/// One push message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    pub token: PushToken,
    pub event: EventName,
    /// Empty where the event has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
}

/// Where push messages reach one phone. Whoever has it can send to the phone, so it says nothing of itself
/// in a log.
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

/// What a phone is told of, as the wire names it (smsgate contract 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventName {
    MessageEnqueued,
    MessageCancelled,
    WebhooksUpdated,
    SettingsUpdated,
    MessagesExportRequested,
}

impl EventName {
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
