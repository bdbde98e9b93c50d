//! Event that reports that too few one-time codes are verified.

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// Too few codes of one purpose are verified, which is how SMS pumping looks: they are refused for a while.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionFacts {
    /// Names the alarm and what it concerns; equal for all requests that it stops.
    pub subject: String,
    /// Purpose of the codes: `codes`, `sign_up_codes`, `recovery_codes`.
    pub purpose: String,
    /// First characters of the numbers that get no codes; absent if none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_block: Option<String>,
    /// When codes are sent again.
    pub until_ms: UnixMillis,
}

impl fmt::Debug for ConversionFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ConversionFacts({}, redacted)", self.subject)
    }
}
