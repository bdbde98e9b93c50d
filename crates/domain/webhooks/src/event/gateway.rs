//! Events that report the state of a gateway.

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// State of a gateway at the time of the event.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayFacts {
    /// The 21-character id.
    pub gateway_id: String,
    /// The client's own name for the device.
    pub device_id: String,
    /// Percent, if it was ever reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery_level: Option<u8>,
    pub last_seen_at_ms: UnixMillis,
}

impl fmt::Debug for GatewayFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "GatewayFacts({}, redacted)", self.gateway_id)
    }
}
