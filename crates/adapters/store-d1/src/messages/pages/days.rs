//! Finding the days in which a page lies.

use std::collections::BTreeMap;

use serde::Deserialize;
use unix_time::UnixMillis;

use super::MessageQuery;

/// Suffix of the counters of deleted messages.
pub(super) const DELETED: &str = "_deleted";
/// Sorts after every id.
pub(super) const END: &str = "msg_~";

/// Most stretches of days that one page is read from. Days between any further ones are read, too.
const MAX_STRETCHES: usize = 20;
/// Day number under which the total of all days is counted.
const ALL_DAYS: i64 = -1;

/// One counter of one day.
#[derive(Debug, Deserialize)]
pub(super) struct DayCount {
    pub(super) metric: String,
    pub(super) day: i64,
    pub(super) value: i64,
}

/// Number of messages of each day.
#[derive(Debug)]
pub(super) struct MessagesPerDay(BTreeMap<i64, i64>);

/// A range of time to read from, and the number of its messages to skip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from_ms: UnixMillis,
    /// `UnixMillis::MAX` for a range without end.
    pub(super) until_ms: UnixMillis,
    pub(super) skip: i64,
}

/// First and last day that the query covers.
pub(super) fn bounds(query: &MessageQuery) -> (i64, i64) {
    let first = query.since_ms.map_or(0, |at_ms| at_ms.max(UnixMillis::EPOCH).day());
    let last = query.until_ms.map_or(i64::from(u32::MAX), |at_ms| at_ms.saturating_sub(1).day());
    (first, last)
}

/// Days that the query covers only partly, as (day, start, end).
pub(super) fn partial(query: &MessageQuery) -> Vec<(i64, UnixMillis, UnixMillis)> {
    let (first, last) = bounds(query);
    let since_ms = query.since_ms.map_or(UnixMillis::EPOCH, |at_ms| at_ms.max(UnixMillis::EPOCH));
    let until_ms = query.until_ms.unwrap_or(UnixMillis::MAX);
    let mut days = vec![];
    if query.since_ms.is_some() {
        days.push(first);
    }
    if query.until_ms.is_some() && (query.since_ms.is_none() || last != first) {
        days.push(last);
    }
    days.into_iter()
        .map(|day| (day, begin_ms(day).max(since_ms), begin_ms(day + 1).min(until_ms)))
        .filter(|(day, from_ms, end_ms)| {
            let whole = *from_ms == begin_ms(*day) && *end_ms == begin_ms(day + 1);
            !whole && from_ms < end_ms
        })
        .collect()
}

impl MessagesPerDay {
    pub(super) fn of(rows: &[DayCount]) -> Self {
        let mut days = BTreeMap::new();
        for row in rows {
            let value = if row.metric.ends_with(DELETED) { -row.value } else { row.value };
            *days.entry(row.day).or_insert(0) += value;
        }
        Self(days)
    }

    /// Replaces a day's count by the number of its messages within the query's bounds.
    pub(super) fn replace(&mut self, day: i64, value: i64) {
        self.0.insert(day, value);
    }

    pub(super) fn total(&self) -> i64 {
        self.0.values().sum()
    }

    /// Returns the stretches to read for the page, in page order.
    pub(super) fn stretches(&self, query: &MessageQuery) -> Vec<Stretch> {
        let since_ms =
            query.since_ms.map_or(UnixMillis::EPOCH, |at_ms| at_ms.max(UnixMillis::EPOCH));
        let until_ms = query.until_ms.unwrap_or(UnixMillis::MAX);
        if self.total() <= i64::from(query.offset) || since_ms >= until_ms {
            return Vec::new();
        }
        if self.0.contains_key(&ALL_DAYS) {
            return vec![Stretch { from_ms: since_ms, until_ms, skip: i64::from(query.offset) }];
        }
        let (mut skip, mut wanted) = (i64::from(query.offset), i64::from(query.limit));
        let mut chosen: Vec<(i64, i64)> = Vec::new();
        let days = self.0.iter().filter(|(_, value)| **value > 0);
        let days: Vec<(i64, i64)> = days.map(|(day, value)| (*day, *value)).collect();
        let ordered: Box<dyn Iterator<Item = &(i64, i64)>> =
            if query.oldest_first { Box::new(days.iter()) } else { Box::new(days.iter().rev()) };
        for (day, value) in ordered {
            if chosen.is_empty() && skip >= *value {
                skip -= value;
                continue;
            }
            let of_page = if chosen.is_empty() { value - skip } else { *value };
            chosen.push((*day, *day));
            wanted -= of_page;
            if wanted <= 0 {
                break;
            }
        }
        let merged = merge(chosen);
        let stretch = |(at, (first, last)): (usize, (i64, i64))| Stretch {
            from_ms: begin_ms(first).max(since_ms),
            until_ms: begin_ms(last + 1).min(until_ms),
            skip: if at == 0 { skip } else { 0 },
        };
        merged.into_iter().enumerate().map(stretch).collect()
    }
}

/// Joins adjacent days, and the last ones if there are too many.
fn merge(days: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (first, last) in days {
        let full = merged.len() >= MAX_STRETCHES;
        match merged.last_mut() {
            Some(stretch) if full || first == stretch.1 + 1 || last == stretch.0 - 1 => {
                *stretch = (stretch.0.min(first), stretch.1.max(last));
            }
            _ => merged.push((first, last)),
        }
    }
    merged
}

fn begin_ms(day: i64) -> UnixMillis {
    UnixMillis::from_day(day)
}

#[cfg(test)]
mod tests;
