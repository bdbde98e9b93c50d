//! The durations and counts by which messages move when nobody reports anything.

use serde::{Deserialize, Serialize};

use crate::pacing::PacingRule;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// One deployment's timing rules. All durations are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Handed over and unreported for this long: the outcome is unknown.
    pub ack_timeout_ms: i64,
    /// A gateway that has said nothing for this long is offline.
    pub offline_after_ms: i64,
    /// The same for one that fetches its messages, and says nothing in between.
    pub poll_offline_after_ms: i64,
    /// A gateway that was told of a message and has not fetched it for this long does not get it.
    pub fetch_timeout_ms: i64,
    /// What a finished message said is hashed this long after, where that is asked for.
    pub hashing_delay_ms: i64,
    /// The first retry's delay; each further one doubles it.
    pub retry_base_ms: i64,
    /// How many attempts follow the first failed one.
    pub max_retries: u8,
    /// An unknown outcome becomes a failure this long after the lease.
    pub outcome_deadline_ms: i64,
    /// A sent message stops waiting for its delivery report after this.
    pub delivery_report_wait_ms: i64,
    /// A message without an expiry of its own fails after this.
    pub default_ttl_ms: i64,
    /// For how long D1 keeps what is settled, and ids stay taken. `None`: for ever.
    pub message_retention_ms: Option<i64>,
    /// How fast a gateway's SIM may transmit. `None`: as fast as it can.
    pub pacing: Option<PacingRule>,
}

impl Default for Policy {
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
        }
    }
}

impl Policy {
    /// The delay after the `failures`th failed attempt (1 or more), doubling and capped at an hour.
    pub fn retry_delay_ms(&self, failures: u8) -> i64 {
        let doublings = u32::from(failures.saturating_sub(1)).min(16);
        self.retry_base_ms.saturating_mul(1_i64 << doublings).min(HOUR_MS)
    }
}
