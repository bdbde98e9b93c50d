//! Messages that are part of a conversation through a masking number.

use masking::ProxySessionId;
use serde::{Deserialize, Serialize};

/// A message's part in a conversation through a masking number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    pub kind: InteractionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<ProxySessionId>,
    /// The inbound message that it relays or answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_id: Option<String>,
    /// Claim of that inbound message, so that the provider may report it again if this message is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
}

/// Kind of an interaction. The text of [`as_str`](Self::as_str) is stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InteractionKind {
    /// One participant's message, relayed to the other.
    Relay,
    SessionStart,
    SessionEnd,
    /// Answer to a sender without a session.
    NoSession,
    /// Answer to STOP, START or HELP, or the information that the other participant has opted out.
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
