//! What a message is to people who talk through a masking number.

use serde::{Deserialize, Serialize};

/// A message's part in a conversation through a masking number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    pub kind: InteractionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The inbound message that it relays or answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_id: Option<String>,
    /// That message's claim, if its provider may bring it again should this one be refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
}

/// The text of [`as_str`](Self::as_str) is stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    /// What one participant wrote, to the other.
    Relay,
    SessionStart,
    SessionEnd,
    /// The answer to who has no session.
    NoSession,
    /// The answer to STOP, START or HELP, or that the other has opted out.
    Notice,
}

impl InteractionKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::SessionStart => "session_start",
            Self::SessionEnd => "session_end",
            Self::NoSession => "no_session",
            Self::Notice => "notice",
        }
    }
}
