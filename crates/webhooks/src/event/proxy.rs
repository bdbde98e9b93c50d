//! What masking tells: of SMS that arrive at its numbers, and of sessions that end.

use std::fmt;

use serde::{Deserialize, Serialize};
use telephony::{Address, MessageText};

/// An SMS that arrived at a masking number: before it is relayed, or because it cannot be.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedFacts {
    /// The id of the inbound message.
    pub message_id: String,
    /// The session in which it would be relayed; without an open one the sender's last at this number, where
    /// that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The masking number, as it was given.
    pub number: String,
    pub from: Address,
    /// Who would get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Address>,
    pub text: MessageText,
    /// Unix milliseconds.
    pub received_at_ms: i64,
}

/// A masking session that is over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    pub session_id: String,
    /// The masking number and who talked through it, as they were given.
    pub number: String,
    pub participant_a: String,
    pub participant_b: String,
    /// `ended` or `expired`.
    pub reason: String,
    /// Unix milliseconds.
    pub created_at_ms: i64,
    pub closed_at_ms: i64,
}

impl fmt::Debug for MaskedFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MaskedFacts({}, redacted)", self.message_id)
    }
}

impl fmt::Debug for SessionFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SessionFacts({}, redacted)", self.session_id)
    }
}
