//! A span of time, as ids and days.

use messaging::id::lower_bound;
use unix_time::UnixMillis;

use crate::messages::inbound::{END, MessagesPerDay, day_end};

/// A part of the inbox by time of receipt.
pub(super) struct Span {
    pub(super) from_id: String,
    /// First id after the span.
    pub(super) end_id: String,
    /// Days in which it begins and ends; `None` where it is open.
    first_day: Option<i64>,
    last_day: Option<i64>,
}

impl Span {
    /// Span from `from_ms` (inclusive) to `to_ms` (exclusive). Times before 1970 count as 1970.
    pub(super) fn of(from_ms: Option<UnixMillis>, to_ms: Option<UnixMillis>) -> Self {
        let [from_ms, to_ms] =
            [from_ms, to_ms].map(|at_ms| at_ms.map(|at_ms| at_ms.max(UnixMillis::EPOCH)));
        Self {
            from_id: lower_bound(from_ms.unwrap_or(UnixMillis::EPOCH)),
            end_id: to_ms.map_or_else(|| END.to_owned(), lower_bound),
            first_day: from_ms.map(UnixMillis::day),
            last_day: to_ms.map(UnixMillis::day),
        }
    }

    /// First and last day whose counters are needed. Only the total of all days (-1) if the span covers
    /// everything and the page is the first.
    pub(super) fn days(&self, offset: i64) -> (i64, i64) {
        match (self.first_day, self.last_day) {
            (None, None) if offset == 0 => (-1, -1),
            (first, last) => (first.unwrap_or(0), last.unwrap_or(i64::from(u32::MAX))),
        }
    }

    /// Days that are only partly in the span, each with the ids of that part. Their messages have to be
    /// counted.
    pub(super) fn partial_days(&self) -> Vec<(i64, String, String)> {
        let mut partial = Vec::new();
        if let Some(first) = self.first_day {
            let end_id = day_end(first).min(self.end_id.clone());
            partial.push((first, self.from_id.clone(), end_id));
        }
        if let Some(last) = self.last_day.filter(|last| Some(*last) != self.first_day) {
            let from_id = day_end(last.saturating_sub(1)).max(self.from_id.clone());
            partial.push((last, from_id, self.end_id.clone()));
        }
        partial
    }

    /// Start of a page: the id that its messages are below, and the number of such messages that are on
    /// earlier pages.
    pub(super) fn seek(&self, days: &MessagesPerDay, offset: i64) -> (String, i64) {
        match days.seek(offset) {
            Some((day, left)) if day >= 0 => (day_end(day).min(self.end_id.clone()), left),
            // Day -1 is the total of all days, so there is no day to skip.
            Some((_, left)) => (self.end_id.clone(), left),
            None => (self.from_id.clone(), 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn first_page_of_everything_needs_only_the_total_of_all_days() {
        let all = Span::of(None, None);
        assert_eq!((all.days(0), all.partial_days().len()), ((-1, -1), 0));
        assert_eq!(all.days(1).0, 0);
    }

    #[test]
    fn partial_day_is_counted_once_by_its_ids() {
        let within =
            Span::of(Some(UnixMillis::new(2 * DAY_MS + 5)), Some(UnixMillis::new(2 * DAY_MS + 9)));
        let id = |ms| lower_bound(UnixMillis::new(ms));
        let ids = |from, end| (2, id(from), id(end));
        assert_eq!(within.partial_days(), [ids(2 * DAY_MS + 5, 2 * DAY_MS + 9)]);
        let across =
            Span::of(Some(UnixMillis::new(2 * DAY_MS + 5)), Some(UnixMillis::new(4 * DAY_MS + 9)));
        assert_eq!(across.days(0), (2, 4));
        assert_eq!(
            across.partial_days(),
            [ids(2 * DAY_MS + 5, 3 * DAY_MS), (4, id(4 * DAY_MS), id(4 * DAY_MS + 9))]
        );
    }

    #[test]
    fn inverted_span_is_empty() {
        let inverted =
            Span::of(Some(UnixMillis::new(4 * DAY_MS)), Some(UnixMillis::new(2 * DAY_MS)));
        assert!(inverted.partial_days().iter().all(|(_, from_id, end_id)| from_id >= end_id));
        assert_eq!(
            Span::of(Some(UnixMillis::new(-5)), Some(UnixMillis::MAX)).from_id,
            lower_bound(UnixMillis::EPOCH)
        );
    }
}
