//! Limits on sending and guessing codes.
//!
//! Everything is counted over the last hour (a rolling window). A new code restores no attempts (NIST SP
//! 800-63B-4), because failures count for the phone and purpose, not for the code.

use unix_time::UnixMillis;

/// Length of the window in which sends and failures count.
pub const HOUR_MS: i64 = 3_600_000;
/// Failed attempts for one phone and purpose in an hour. After them even the right code is refused.
pub const FAILURES_PER_HOUR: u32 = 3;

/// Numbers of codes that an account may send in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendLimits {
    /// Maximum to one phone number.
    pub phone_per_hour: u32,
    /// Maximum to all numbers with one [prefix](crate::prefix_of). `None` is no limit.
    pub prefix_per_hour: Option<u32>,
}

impl Default for SendLimits {
    fn default() -> Self {
        Self { phone_per_hour: 3, prefix_per_hour: None }
    }
}

/// Returns the start of the window that ends at `now_ms`. Events at or before it no longer count.
pub fn hour_before_ms(now_ms: UnixMillis) -> UnixMillis {
    now_ms.saturating_sub(HOUR_MS)
}

/// Returns the attempts left after `failures` failures in the hour.
pub fn attempts_remaining(failures: u32) -> u32 {
    FAILURES_PER_HOUR.saturating_sub(failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_limits_are_the_default() {
        assert_eq!(SendLimits::default().phone_per_hour, 3);
        let remaining: Vec<u32> = [0, 1, 2, 3, 4, u32::MAX].map(attempts_remaining).to_vec();
        assert_eq!(remaining, [3, 2, 1, 0, 0, 0]);
    }
}
