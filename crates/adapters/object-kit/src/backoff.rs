//! Back-off of calls that fail.

use std::cell::Cell;

use unix_time::UnixMillis;

/// Delay after the first failure of a call to D1 or another object, which doubles up to [`MAX_MS`].
const FIRST_MS: i64 = 2_000;
const MAX_MS: i64 = 60_000;

/// Failures since the last success, and the time of the next try. Memory only: a new instance tries at once.
#[derive(Debug)]
pub struct Backoff {
    first_ms: i64,
    max_ms: i64,
    failures: Cell<u32>,
    retry_at_ms: Cell<UnixMillis>,
}

impl Backoff {
    /// Makes a back-off of `first_ms` after one failure, which doubles with each further failure up to `max_ms`.
    pub fn new(first_ms: i64, max_ms: i64) -> Self {
        Self { first_ms, max_ms, failures: Cell::new(0), retry_at_ms: Cell::new(UnixMillis::EPOCH) }
    }

    /// Records a failure and returns the time of the next try.
    pub fn failed(&self, now_ms: UnixMillis) -> UnixMillis {
        let failures = self.failures.get();
        // The exponent is capped, because a shift by 64 or more overflows.
        let delay_ms = self.first_ms.saturating_mul(1_i64 << failures.min(32)).min(self.max_ms);
        let retry_at_ms = now_ms.saturating_add(delay_ms);
        self.failures.set(failures.saturating_add(1));
        self.retry_at_ms.set(retry_at_ms);
        retry_at_ms
    }

    /// Records a success, which ends the back-off.
    pub fn succeeded(&self) {
        self.failures.set(0);
    }

    /// Whether the last call failed.
    pub fn is_failing(&self) -> bool {
        self.failures.get() > 0
    }

    /// Time of the try after the last failure, which stays after a success. [`UnixMillis::EPOCH`] before the first failure.
    pub fn retry_at_ms(&self) -> UnixMillis {
        self.retry_at_ms.get()
    }

    /// Returns the earliest time of the next call: now, or the end of the back-off.
    pub fn not_before_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        if self.is_failing() { self.retry_at_ms() } else { now_ms }
    }
}

/// The back-off of calls to D1 and other objects.
impl Default for Backoff {
    fn default() -> Self {
        Self::new(FIRST_MS, MAX_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays_ms(backoff: &Backoff, failures: usize) -> Vec<i64> {
        let now_ms = UnixMillis::new(1_000);
        (0..failures).map(|_| backoff.failed(now_ms).since(now_ms)).collect()
    }

    #[test]
    fn delay_doubles_with_each_failure_up_to_its_maximum() {
        let expected = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
        assert_eq!(delays_ms(&Backoff::default(), 7), expected);
        let slow = Backoff::new(1_000, 600_000);
        assert_eq!(delays_ms(&slow, 11)[8..], [256_000, 512_000, 600_000]);
        assert_eq!(delays_ms(&slow, 100).last(), Some(&600_000));
    }

    #[test]
    fn success_ends_the_back_off_and_keeps_the_time_of_the_last_try() {
        let backoff = Backoff::default();
        let at = UnixMillis::new;
        assert_eq!(backoff.not_before_ms(at(5)), at(5));
        assert_eq!(backoff.retry_at_ms(), UnixMillis::EPOCH);
        backoff.failed(at(5));
        assert!(backoff.is_failing());
        assert_eq!(backoff.not_before_ms(at(6)), at(2_005));
        backoff.succeeded();
        assert_eq!((backoff.not_before_ms(at(6)), backoff.retry_at_ms()), (at(6), at(2_005)));
        assert_eq!(backoff.failed(at(10)), at(2_010));
    }
}
