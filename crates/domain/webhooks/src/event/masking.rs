//! Facts about masking: SMS that arrive at masking numbers, and sessions that end.

use std::fmt;

use masking::ProxySessionId;
use serde::{Deserialize, Serialize};
use telephony::{Address, MessageText};
use unix_time::UnixMillis;

/// An SMS that arrived at a masking number: before it is relayed, or because it cannot be relayed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedFacts {
    /// The id of the inbound message.
    pub message_id: String,
    /// Session in which the SMS would be relayed. Without an open session, the sender's last session at this number, if
    /// known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<ProxySessionId>,
    /// The masking number, as the account gave it.
    pub number: String,
    pub from: Address,
    /// The recipient, if the SMS is relayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Address>,
    pub text: MessageText,
    pub received_at_ms: UnixMillis,
}

/// A masking session that ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionFacts {
    pub session_id: ProxySessionId,
    /// The masking number and the two participants, as the account gave them.
    pub number: String,
    pub participant_a: String,
    pub participant_b: String,
    /// `ended` or `expired`.
    pub reason: String,
    pub created_at_ms: UnixMillis,
    pub closed_at_ms: UnixMillis,
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
