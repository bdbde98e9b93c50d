//! Event that reports that a message has to wait.

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// A message that cannot be sent now, although its time has come.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldFacts {
    pub message_id: String,
    /// The integrator's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    pub recipient_count: u32,
    /// `pacing`, `send_window` or `no_gateway`.
    pub reason: String,
    /// Earliest time at which it may leave; absent if that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_ms: Option<UnixMillis>,
    /// Head of the message's chained timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline_head: Option<String>,
}

// Debug output omits the integrator's own id, which may be personal data.
impl fmt::Debug for HeldFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HeldFacts({}, redacted)", self.message_id)
    }
}
