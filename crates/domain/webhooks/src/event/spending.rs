//! Event that reports that SMS of one purpose are paused.

use std::fmt;

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

/// A spending ceiling was reached or an alarm was raised: SMS of one purpose are refused until `until_ms`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedFacts {
    /// Names the ceiling and what it bounds; equal for all requests that reach it.
    pub subject: String,
    /// Purpose of the SMS: `codes`, `sign_up_codes`, `recovery_codes`, `masking_answers`.
    pub purpose: String,
    /// `account_hour`, `account_day`, `number_block_hour`, `conversion_alarm` or `low_conversion`.
    pub reason: String,
    /// Number of SMS that the ceiling allows per window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// First characters of the affected numbers; absent if all are affected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_block: Option<String>,
    /// When sending resumes automatically.
    pub until_ms: UnixMillis,
}

impl fmt::Debug for StoppedFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StoppedFacts({}, redacted)", self.subject)
    }
}
