//! Background work of which only one run is under way at a time.

use std::cell::Cell;

/// Age at which a run counts as lost. The platform can drop a run without running its destructors, and nothing
/// would ever note its end.
const LOST_AFTER_MS: i64 = 60_000;

/// Admits one run at a time. Memory only: a run ends with its instance.
#[derive(Debug, Default)]
pub struct SingleRun(Cell<Option<i64>>);

impl SingleRun {
    /// Notes that a run begins. Returns `false` when one is under way.
    #[must_use]
    pub fn begin(&self, now_ms: i64) -> bool {
        let since_ms = self.0.get();
        if since_ms.is_some_and(|since_ms| since_ms.saturating_add(LOST_AFTER_MS) > now_ms) {
            return false;
        }
        self.0.set(Some(now_ms));
        true
    }

    /// Notes that the run has ended.
    pub fn end(&self) {
        self.0.set(None);
    }

    /// Whether a run began and did not end. It may be lost.
    pub fn is_under_way(&self) -> bool {
        self.0.get().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_run_begins_after_the_first_ended() {
        let run = SingleRun::default();
        assert!(!run.is_under_way());
        assert!(run.begin(1_000));
        assert!(!run.begin(2_000));
        assert!(run.is_under_way());
        run.end();
        assert!(run.begin(2_000));
    }

    #[test]
    fn lost_run_admits_another_after_a_minute() {
        let run = SingleRun::default();
        assert!(run.begin(1_000));
        assert!(!run.begin(60_999));
        assert!(run.begin(61_000));
        assert!(!run.begin(61_001));
    }
}
