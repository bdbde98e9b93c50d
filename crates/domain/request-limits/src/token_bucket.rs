//! Token buckets: a burst, and after it a steady rate.

use unix_time::UnixMillis;

/// Size and refill rate of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Tokens in a full bucket.
    pub burst: u32,
    /// Tokens added each second.
    pub per_sec: u32,
}

/// A token bucket. It starts full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    rate: Rate,
    /// Remaining tokens in thousandths, so that a refill loses nothing to rounding.
    milli_tokens: u64,
    /// Time of the last refill. `None`: the bucket is still full.
    refilled_at_ms: Option<UnixMillis>,
}

impl TokenBucket {
    /// Makes a full bucket.
    pub fn full(rate: Rate) -> Self {
        Self { rate, milli_tokens: u64::from(rate.burst) * 1_000, refilled_at_ms: None }
    }

    /// Takes `tokens`, all or none. Returns whether there were enough.
    pub fn take(&mut self, tokens: u32, now_ms: UnixMillis) -> bool {
        self.refill(now_ms);
        match self.milli_tokens.checked_sub(u64::from(tokens) * 1_000) {
            Some(left) => {
                self.milli_tokens = left;
                true
            }
            None => false,
        }
    }

    /// Adds the tokens since the last refill. A clock that goes backwards adds none.
    fn refill(&mut self, now_ms: UnixMillis) {
        let elapsed_ms = self.refilled_at_ms.map_or(0, |at_ms| now_ms.since(at_ms));
        let elapsed_ms = u64::try_from(elapsed_ms).unwrap_or(0);
        // Never set back, or the same time would refill the bucket twice.
        self.refilled_at_ms = Some(self.refilled_at_ms.unwrap_or(now_ms).max(now_ms));
        let refill = elapsed_ms.saturating_mul(u64::from(self.rate.per_sec));
        let most = u64::from(self.rate.burst) * 1_000;
        self.milli_tokens = self.milli_tokens.saturating_add(refill).min(most);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate { burst: 10, per_sec: 2 };

    #[test]
    fn burst_is_admitted_and_then_the_steady_rate() {
        let mut bucket = TokenBucket::full(RATE);
        assert!((0..10).all(|_| bucket.take(1, UnixMillis::new(1_000))));
        assert!(!bucket.take(1, UnixMillis::new(1_000)));
        assert!(!bucket.take(1, UnixMillis::new(1_499)));
        assert!(bucket.take(1, UnixMillis::new(1_500)));
        assert!(!bucket.take(1, UnixMillis::new(1_500)));
        assert!(bucket.take(10, UnixMillis::new(1_000_000)));
        assert!(!bucket.take(1, UnixMillis::new(1_000_000)));
    }

    #[test]
    fn taking_more_tokens_than_available_takes_none() {
        let mut bucket = TokenBucket::full(RATE);
        assert!(!bucket.take(11, UnixMillis::EPOCH));
        assert!(bucket.take(10, UnixMillis::EPOCH));
    }

    #[test]
    fn clock_that_goes_backwards_adds_no_tokens() {
        let mut bucket = TokenBucket::full(RATE);
        assert!(bucket.take(10, UnixMillis::new(10_000)));
        assert!(!bucket.take(1, UnixMillis::EPOCH));
        assert!(!bucket.take(1, UnixMillis::new(10_000)));
        assert!(bucket.take(1, UnixMillis::new(10_500)));
    }

    proptest! {
        #[test]
        fn admitted_tokens_never_exceed_burst_and_rate(
            burst in 0_u32..100,
            per_sec in 0_u32..100,
            steps in prop::collection::vec((0_i64..2_000, 0_u32..50), 0..200),
        ) {
            let mut bucket = TokenBucket::full(Rate { burst, per_sec });
            let (mut now_ms, mut admitted) = (0_i64, 0_u64);
            for (pass_ms, tokens) in steps {
                now_ms += pass_ms;
                if bucket.take(tokens, UnixMillis::new(now_ms)) {
                    admitted += u64::from(tokens);
                }
            }
            let passed = u64::try_from(now_ms).unwrap() * u64::from(per_sec) / 1_000;
            prop_assert!(admitted <= u64::from(burst) + passed + 1);
        }
    }
}
