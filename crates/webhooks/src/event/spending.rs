//! The event that says that SMS of one purpose are no longer sent.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A ceiling was reached, or an alarm raised: SMS of one purpose are refused until then.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoppedFacts {
    /// Names the ceiling and what it bounds. It is the same for everybody who meets it.
    pub subject: String,
    /// Purpose of the SMS: `codes`, `sign_up_codes`, `masking_answers`.
    pub purpose: String,
    /// `account_hour`, `account_day`, `number_block_hour` or `conversion_alarm`.
    pub reason: String,
    /// How many SMS the ceiling allows in its window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// First characters of the numbers that are concerned; absent where all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_block: Option<String>,
    /// When SMS are sent again by themselves, Unix milliseconds.
    pub until_ms: i64,
}

impl fmt::Debug for StoppedFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StoppedFacts({}, redacted)", self.subject)
    }
}
