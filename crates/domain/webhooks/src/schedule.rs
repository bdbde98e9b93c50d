//! Schedule of the tries for an event.

use rand_core::RngCore;

const SECOND_MS: i64 = 1_000;
const MINUTE_SECS: u32 = 60;
const HOUR_SECS: u32 = 60 * MINUTE_SECS;
const MAX_TRIES: usize = 20;
const MAX_DELAY_SECS: u32 = 7 * 24 * HOUR_SECS;
/// Jitter of a tenth in either direction, so that events that failed together are not retried together.
const JITTER_DIVISOR: i64 = 10;

/// Delays before each try, including the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    delays_secs: Vec<u32>,
}

/// Reason why a list of delays is not a schedule. Tries are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    #[error("a schedule has 1 to {MAX_TRIES} tries, not {0}")]
    Tries(usize),
    #[error("the delay before try {0} is more than 7 days")]
    TooLong(usize),
}

impl Default for Schedule {
    /// The example of Standard Webhooks: 10 tries in about 76 hours.
    fn default() -> Self {
        let hours = [2, 5, 10, 14, 20, 24].map(|hours| hours * HOUR_SECS);
        let minutes = [5, 30].map(|minutes| minutes * MINUTE_SECS);
        Self { delays_secs: [0, 5].into_iter().chain(minutes).chain(hours).collect() }
    }
}

impl Schedule {
    /// Creates a schedule of 1 to 20 tries, from the delay in seconds before each (the first usually 0). A delay is at
    /// most 7 days.
    pub fn new(delays_secs: Vec<u32>) -> Result<Self, ScheduleError> {
        if !(1..=MAX_TRIES).contains(&delays_secs.len()) {
            return Err(ScheduleError::Tries(delays_secs.len()));
        }
        if let Some(at) = delays_secs.iter().position(|secs| *secs > MAX_DELAY_SECS) {
            return Err(ScheduleError::TooLong(at.saturating_add(1)));
        }
        Ok(Self { delays_secs })
    }

    /// Returns the delays in seconds, as [`new`](Self::new) takes them.
    pub fn delays_secs(&self) -> &[u32] {
        &self.delays_secs
    }

    /// Returns the total number of tries.
    pub fn tries(&self) -> usize {
        self.delays_secs.len()
    }

    /// Returns the delay in milliseconds after `attempts_made` tries; `None` if no try is left. It is within a tenth of
    /// the schedule's delay, and never shorter than `retry_after_ms`, which the receiver asked for
    /// (`outbound::retry_after_ms`).
    pub fn next_delay_ms(
        &self,
        attempts_made: usize,
        retry_after_ms: Option<i64>,
        rng: &mut impl RngCore,
    ) -> Option<i64> {
        let delay_ms = i64::from(*self.delays_secs.get(attempts_made)?).saturating_mul(SECOND_MS);
        let jittered_ms = delay_ms.saturating_add(jitter(delay_ms / JITTER_DIVISOR, rng));
        Some(jittered_ms.max(retry_after_ms.unwrap_or(0)))
    }
}

/// Returns a uniform value from −`most` to `most`; the modulo bias is far below a millisecond.
fn jitter(most: i64, rng: &mut impl RngCore) -> i64 {
    let span = most.saturating_mul(2).saturating_add(1);
    i64::from(rng.next_u32()).checked_rem(span).unwrap_or(0).saturating_sub(most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_core::SeedableRng;

    use super::*;

    const DAY_SECS: u32 = 24 * HOUR_SECS;

    fn rng() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(5)
    }

    #[test]
    fn default_schedule_is_the_example_of_standard_webhooks() {
        let hours = |hours: u32| hours * 3_600;
        let expected = [0, 5, 300, 1_800, hours(2), hours(5), hours(10), hours(14), hours(20)];
        let schedule = Schedule::default();
        assert_eq!(schedule.delays_secs()[..9], expected);
        assert_eq!(schedule.delays_secs()[9..], [hours(24)]);
        assert_eq!(Schedule::new(schedule.delays_secs().to_vec()), Ok(schedule));
    }

    #[test]
    fn first_try_is_immediate_and_the_tenth_is_the_last() {
        let schedule = Schedule::default();
        assert_eq!(schedule.next_delay_ms(0, None, &mut rng()), Some(0));
        assert!(schedule.next_delay_ms(9, None, &mut rng()).is_some());
        assert_eq!(schedule.next_delay_ms(10, Some(1), &mut rng()), None);
        assert_eq!(schedule.next_delay_ms(usize::MAX, None, &mut rng()), None);
    }

    #[test]
    fn schedule_has_1_to_20_tries_with_delays_up_to_7_days() {
        assert_eq!(Schedule::new(vec![]), Err(ScheduleError::Tries(0)));
        assert_eq!(Schedule::new(vec![0; 21]), Err(ScheduleError::Tries(21)));
        assert_eq!(Schedule::new(vec![0, 7 * DAY_SECS + 1]), Err(ScheduleError::TooLong(2)));
        assert!(Schedule::new(vec![7 * DAY_SECS; 20]).is_ok());
    }

    #[test]
    fn jitter_is_symmetric_and_reaches_about_a_tenth() {
        let (schedule, mut rng) = (Schedule::new(vec![1_000]).unwrap(), rng());
        let mut delays_ms = Vec::new();
        for _ in 0..1_000 {
            delays_ms.push(schedule.next_delay_ms(0, None, &mut rng).unwrap());
        }
        assert!((900_000..902_000).contains(delays_ms.iter().min().unwrap()));
        assert!((1_098_000..=1_100_000).contains(delays_ms.iter().max().unwrap()));
    }

    proptest! {
        #[test]
        fn delay_is_within_a_tenth_and_never_below_retry_after(
            delays in prop::collection::vec(0..=7 * DAY_SECS, 1..=20),
            at: prop::sample::Index,
            wish in prop::option::of(0..=i64::from(DAY_SECS) * 1_000),
            seed: u64,
        ) {
            let at = at.index(delays.len());
            let planned_ms = i64::from(delays[at]) * 1_000;
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let schedule = Schedule::new(delays).unwrap();
            let delay_ms = schedule.next_delay_ms(at, wish, &mut rng).unwrap();
            let wished_ms = wish.unwrap_or(0);
            prop_assert!(delay_ms >= wished_ms && delay_ms >= planned_ms - planned_ms / 10);
            prop_assert!(delay_ms <= wished_ms.max(planned_ms + planned_ms / 10));
        }
    }
}
