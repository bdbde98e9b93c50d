//! The alarm of an object, of which the platform has one.

use std::cell::Cell;

use runtime::clock;
use unix_time::UnixMillis;
use worker::State;

/// One object's alarm. Setting it writes a row, so this remembers for which time it is set.
///
/// The memory ends with the instance. The alarm itself does not, so a new instance at worst sets it once more.
#[derive(Debug, Default)]
pub struct Alarm {
    /// Time for which this instance set the alarm. `None`: not known, as in a new instance or after it went off.
    set_for_ms: Cell<Option<UnixMillis>>,
    min_offset_ms: i64,
    /// Whether the object was emptied, and its alarm is never set again.
    ended: Cell<bool>,
}

impl Alarm {
    /// Makes an alarm that goes off no earlier than `min_offset_ms` after it is set, which leaves room for other
    /// events when its work is always due.
    pub fn with_min_offset_ms(min_offset_ms: i64) -> Self {
        Self { min_offset_ms, ..Self::default() }
    }

    /// Ensures that the alarm goes off at `at_ms` or earlier. Costs nothing if that is known to be so.
    ///
    /// Called in the same step as a write, it is stored with the write: an instance that ends afterwards still has
    /// its alarm.
    pub async fn ensure(&self, state: &State, at_ms: UnixMillis) -> worker::Result<()> {
        let Some(offset_ms) = self.plan(at_ms, clock::now_ms()) else { return Ok(()) };
        let set = state.storage().set_alarm(offset_ms).await;
        // Another event may have noted an earlier time during the await; that note stays.
        if set.is_err() && self.set_for_ms.get() == Some(at_ms) {
            self.forget();
        }
        set
    }

    /// Sets the alarm to `at_ms`, even if it was to go off earlier.
    pub async fn set(&self, state: &State, at_ms: UnixMillis) -> worker::Result<()> {
        self.forget();
        self.ensure(state, at_ms).await
    }

    /// Sets the alarm for another try after a fault: an alarm that is not set again never goes off. Ignores an
    /// error, because nothing is left to be done about it. The next [`Alarm::ensure`] replaces this time.
    pub async fn set_after_fault(&self, state: &State, offset_ms: i64) {
        self.forget();
        if !self.ended.get() {
            state.storage().set_alarm(offset_ms).await.ok();
        }
    }

    /// Deletes the alarm, because nothing is due now or later.
    pub async fn delete(&self, state: &State) -> worker::Result<()> {
        self.forget();
        state.storage().delete_alarm().await
    }

    /// Forgets for which time the alarm is set: it went off, or was deleted with all data of the object.
    pub fn forget(&self) {
        self.set_for_ms.set(None);
    }

    /// Keeps this instance from ever setting the alarm again, because the object was emptied.
    pub(crate) fn end(&self) {
        self.ended.set(true);
        self.forget();
    }

    /// Whether this instance set the alarm and it has not gone off since.
    pub fn is_set(&self) -> bool {
        self.set_for_ms.get().is_some()
    }

    /// Returns the offset from now at which to set the alarm, and notes that it is set. `None` when it is set early
    /// enough.
    fn plan(&self, at_ms: UnixMillis, now_ms: UnixMillis) -> Option<i64> {
        if self.ended.get() || self.set_for_ms.get().is_some_and(|set_for_ms| set_for_ms <= at_ms) {
            return None;
        }
        // Noted before the caller awaits, so that concurrent events do not set the same alarm again.
        self.set_for_ms.set(Some(at_ms));
        // The platform's binding takes an offset, not a time.
        Some(at_ms.since(now_ms).max(self.min_offset_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(alarm: &Alarm, at_ms: i64, now_ms: i64) -> Option<i64> {
        alarm.plan(UnixMillis::new(at_ms), UnixMillis::new(now_ms))
    }

    #[test]
    fn alarm_that_goes_off_early_enough_is_not_set_again() {
        let alarm = Alarm::default();
        assert_eq!(plan(&alarm, 1_500, 1_000), Some(500));
        assert_eq!(plan(&alarm, 1_500, 1_100), None);
        assert_eq!(plan(&alarm, 9_000, 1_100), None);
        assert_eq!(plan(&alarm, 1_200, 1_100), Some(100));
        assert!(alarm.is_set());
    }

    #[test]
    fn alarm_that_went_off_is_set_again() {
        let alarm = Alarm::default();
        plan(&alarm, 1_500, 1_000);
        alarm.forget();
        assert!(!alarm.is_set());
        assert_eq!(plan(&alarm, 9_000, 1_500), Some(7_500));
    }

    #[test]
    fn overdue_alarm_is_not_set_again_by_each_event_before_it_goes_off() {
        let alarm = Alarm::default();
        plan(&alarm, 1_500, 1_000);
        assert_eq!(plan(&alarm, 1_600, 2_000), None);
    }

    #[test]
    fn ended_alarm_is_never_set_again() {
        let alarm = Alarm::default();
        plan(&alarm, 1_500, 1_000);
        alarm.end();
        assert!(!alarm.is_set());
        assert_eq!(plan(&alarm, 1_200, 1_100), None);
    }

    #[test]
    fn due_work_waits_for_the_minimum_offset() {
        assert_eq!(plan(&Alarm::default(), 900, 1_000), Some(0));
        let alarm = Alarm::with_min_offset_ms(20);
        assert_eq!(plan(&alarm, 900, 1_000), Some(20));
        assert_eq!(plan(&alarm, i64::MIN, 1_000), Some(20));
    }
}
