//! Durations and limits that move messages without any report.

use serde::{Deserialize, Serialize};

use crate::{pacing::PacingRule, test_numbers::TestNumbers};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// One deployment's timing rules. All durations are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DispatchPolicy {
    /// Time after a hand-over without a report, after which the outcome is unknown.
    pub ack_timeout_ms: i64,
    /// Silence after which a gateway is offline.
    pub offline_after_ms: i64,
    /// Silence after which a fetching gateway is offline; it is silent between two fetches.
    pub poll_offline_after_ms: i64,
    /// Time for which a notified gateway may fetch a message before others get it.
    pub fetch_timeout_ms: i64,
    /// Delay before a finished hash-when-done message is hashed.
    pub hashing_delay_ms: i64,
    /// Delay of the first retry; each further one doubles it.
    pub retry_base_ms: i64,
    /// Number of attempts after the first failed one.
    pub max_retries: u8,
    /// Time after the lease at which an unknown outcome becomes a failure.
    pub outcome_deadline_ms: i64,
    /// Time for which a sent message waits for its delivery report.
    pub delivery_report_wait_ms: i64,
    /// Lifetime of a message that has no expiry of its own.
    pub default_ttl_ms: i64,
    /// Retention of settled messages in D1, during which client ids stay taken. `None` for no limit.
    pub message_retention_ms: Option<i64>,
    /// Rate limit of a gateway's SIMs. `None` for no limit.
    pub pacing: Option<PacingRule>,
    /// Numbers whose messages go to a test gateway if the account has one.
    pub test_numbers: TestNumbers,
    /// Whether a test gateway that is its account's only gateway takes ordinary messages: in local development.
    pub sole_test_gateway_sends_all: bool,
}

impl Default for DispatchPolicy {
    fn default() -> Self {
        Self {
            ack_timeout_ms: 5 * MINUTE_MS,
            offline_after_ms: 2 * MINUTE_MS,
            poll_offline_after_ms: 20 * MINUTE_MS,
            fetch_timeout_ms: MINUTE_MS,
            hashing_delay_ms: MINUTE_MS,
            retry_base_ms: MINUTE_MS,
            max_retries: 3,
            outcome_deadline_ms: 24 * HOUR_MS,
            delivery_report_wait_ms: 24 * HOUR_MS,
            default_ttl_ms: 72 * HOUR_MS,
            message_retention_ms: Some(90 * 24 * HOUR_MS),
            pacing: None,
            test_numbers: TestNumbers::default(),
            sole_test_gateway_sends_all: false,
        }
    }
}

impl DispatchPolicy {
    /// Returns the delay after the `failures`th failed attempt (1 or more), doubling and capped at an hour.
    pub fn retry_delay_ms(&self, failures: u8) -> i64 {
        let doublings = u32::from(failures.saturating_sub(1)).min(16);
        self.retry_base_ms.saturating_mul(1_i64 << doublings).min(HOUR_MS)
    }
}
