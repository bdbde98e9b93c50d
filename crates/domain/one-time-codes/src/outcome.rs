//! Outcomes of sending and verifying.

use unix_time::UnixMillis;

use crate::{BlockCounts, HOUR_MS, attempts_remaining};

/// Outcome of a request to send a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeSendOutcome {
    /// The code is stored, and older ones of the same phone and purpose are no longer valid. `remaining` more codes
    /// may be sent to the phone; one further code after `reset_secs`, 1 to 3600.
    Created { remaining: u32, reset_secs: u32 },
    /// Nothing was stored. One more code may be sent after `retry_after_secs`, 1 to 3600.
    LimitReached { limit: SendLimit, retry_after_secs: u32 },
    /// Nothing was stored, because the number's block gets no codes.
    Blocked(Blocked),
}

/// A block of numbers that gets no codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// End of the block. `None`: when an administrator lifts it.
    pub until_ms: Option<UnixMillis>,
    /// Counts on which the rule decided, if the block began with this very request.
    pub began: Option<BlockCounts>,
}

impl Blocked {
    /// Returns the seconds until the block ends, rounded up.
    pub fn retry_after_secs(self, now_ms: UnixMillis) -> Option<u32> {
        let wait_ms = self.until_ms?.since(now_ms).max(1);
        Some(u32::try_from(wait_ms.saturating_add(999) / 1_000).unwrap_or(u32::MAX))
    }
}

/// The limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendLimit {
    Phone,
    Prefix,
    /// Too many wrong guesses: no code of the phone and purpose could be verified now.
    Guesses,
}

/// Outcome of a guess. A number that never had a code, and a wrong code, one of another purpose, or a consumed,
/// expired or superseded one are all refused alike, and all cost an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// The code was right, and is consumed.
    Verified,
    Refused {
        attempts_remaining: u32,
    },
}

impl VerifyOutcome {
    /// Returns the refusal after `failures` failures in the hour, this one included. `None`: the attempt was not
    /// even reserved, because there had been too many.
    pub fn refused(failures: Option<u32>) -> Self {
        Self::Refused { attempts_remaining: failures.map_or(0, attempts_remaining) }
    }
}

/// Returns the seconds until the oldest counted send is an hour old, rounded up, 1 to 3600.
pub fn retry_after_secs(oldest_at_ms: UnixMillis, now_ms: UnixMillis) -> u32 {
    let wait_ms = oldest_at_ms.saturating_add(HOUR_MS).since(now_ms);
    let wait_secs = wait_ms.clamp(1, HOUR_MS).saturating_add(999) / 1_000;
    u32::try_from(wait_secs).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hour_before_ms;

    #[test]
    fn first_failure_leaves_two_attempts_and_fourth_guess_none() {
        let remaining = [Some(1), Some(2), Some(3), None].map(VerifyOutcome::refused);
        let expected = [2, 1, 0, 0].map(|left| VerifyOutcome::Refused { attempts_remaining: left });
        assert_eq!(remaining, expected);
    }

    #[test]
    fn wait_is_the_rest_of_the_hour_in_whole_seconds() {
        for (oldest_at_ms, now_ms, secs) in [
            (0, 0, 3600),
            (0, 1, 3600),
            (0, 1_000, 3599),
            (0, 3_599_999, 1),
            (0, 3_600_000, 1),
            (i64::MIN, i64::MAX, 1),
            (i64::MAX, i64::MIN, 3600),
        ] {
            let wait_secs =
                retry_after_secs(UnixMillis::new(oldest_at_ms), UnixMillis::new(now_ms));
            assert_eq!(wait_secs, secs, "{oldest_at_ms} {now_ms}");
        }
    }

    proptest! {
        #[test]
        fn oldest_send_counts_until_the_wait_is_over(
            oldest_at_ms in 0_i64..1_000_000,
            passed_ms in 0_i64..HOUR_MS,
        ) {
            let oldest_at_ms = UnixMillis::new(oldest_at_ms);
            let now_ms = oldest_at_ms + passed_ms;
            let wait_ms = i64::from(retry_after_secs(oldest_at_ms, now_ms)) * 1_000;
            let counts = |at_ms| oldest_at_ms > hour_before_ms(at_ms);
            prop_assert!(!counts(now_ms + wait_ms) && counts(now_ms + wait_ms - 1_000));
        }
    }
}
