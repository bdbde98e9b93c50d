use proptest::prelude::*;

use unix_time::DAY_MS;

use super::*;

fn count(metric: &str, day: i64, value: i64) -> DayCount {
    DayCount { metric: metric.to_owned(), day, value }
}

#[test]
fn deleted_messages_do_not_count() {
    let days = MessagesPerDay::of(&[
        count("messages_sent", 7, 5),
        count("messages_failed", 7, 2),
        count("messages_sent_deleted", 7, 4),
    ]);
    assert_eq!(days.total(), 3);
}

#[test]
fn only_the_first_and_last_day_of_a_query_are_partial() {
    let query = MessageQuery {
        since_ms: Some(UnixMillis::new(2 * DAY_MS + 5)),
        until_ms: Some(UnixMillis::new(4 * DAY_MS + 9)),
        ..MessageQuery::default()
    };
    let part = |day, from_ms, end_ms| (day, UnixMillis::new(from_ms), UnixMillis::new(end_ms));
    let expected = vec![part(2, 2 * DAY_MS + 5, 3 * DAY_MS), part(4, 4 * DAY_MS, 4 * DAY_MS + 9)];
    assert_eq!((bounds(&query), partial(&query)), ((2, 4), expected));
    let whole = MessageQuery {
        since_ms: Some(UnixMillis::new(2 * DAY_MS)),
        until_ms: Some(UnixMillis::new(3 * DAY_MS)),
        ..MessageQuery::default()
    };
    assert_eq!((bounds(&whole), partial(&whole)), ((2, 2), vec![]));
}

#[test]
fn days_without_messages_of_the_page_are_not_read() {
    let days = MessagesPerDay::of(&[
        count("messages_failed", 1, 1),
        count("messages_failed", 50, 1),
        count("messages_failed", 51, 1),
        count("messages_failed", 90, 3),
    ]);
    let query = MessageQuery { limit: 3, offset: 2, ..MessageQuery::default() };
    let day = |first: i64, last: i64, skip| Stretch {
        from_ms: UnixMillis::new(first * DAY_MS),
        until_ms: UnixMillis::new((last + 1) * DAY_MS),
        skip,
    };
    assert_eq!(days.stretches(&query), vec![day(90, 90, 2), day(50, 51, 0)]);
    let beyond = MessageQuery { limit: 3, offset: 6, ..MessageQuery::default() };
    assert_eq!(days.stretches(&beyond), vec![]);
}

/// Reads a page as the statements would: each stretch up to the limit, then cut.
fn read(messages: &[i64], query: &MessageQuery) -> Vec<i64> {
    let within = |at_ms: &&i64| {
        query.since_ms.is_none_or(|since_ms| **at_ms >= since_ms.as_i64())
            && query.until_ms.is_none_or(|until_ms| **at_ms < until_ms.as_i64())
    };
    let rows: Vec<DayCount> = messages
        .iter()
        .map(|at_ms| count("messages_sent", UnixMillis::new(*at_ms).day(), 1))
        .collect();
    let (first, last) = bounds(query);
    let rows: Vec<DayCount> =
        rows.into_iter().filter(|row| (first..=last).contains(&row.day)).collect();
    let mut days = MessagesPerDay::of(&rows);
    for (day, from_ms, until_ms) in partial(query) {
        let held = messages
            .iter()
            .filter(|at_ms| (from_ms..until_ms).contains(&UnixMillis::new(**at_ms)))
            .count();
        days.replace(day, i64::try_from(held).unwrap());
    }
    let expected_total = messages.iter().filter(within).count();
    assert_eq!(days.total(), i64::try_from(expected_total).unwrap());
    let limit = usize::try_from(query.limit).unwrap();
    let mut page = Vec::new();
    for stretch in days.stretches(query) {
        let range = stretch.from_ms..stretch.until_ms;
        let mut held: Vec<i64> = messages
            .iter()
            .copied()
            .filter(|at_ms| range.contains(&UnixMillis::new(*at_ms)))
            .collect();
        held.sort_unstable();
        if !query.oldest_first {
            held.reverse();
        }
        let skip = usize::try_from(stretch.skip).unwrap();
        page.extend(held.into_iter().skip(skip).take(limit));
    }
    page.truncate(limit);
    page
}

proptest! {
    #[test]
    fn page_matches_its_offset_in_the_whole_list(
        times in prop::collection::vec(0_i64..60, 0..80),
        since in prop::option::of(0_i64..60),
        until in prop::option::of(0_i64..60),
        oldest_first in any::<bool>(),
        limit in 1_u32..20,
        offset in 0_u32..90,
    ) {
        // Quarters of days, each message a millisecond later than the one before.
        let quarter_ms = DAY_MS / 4;
        let times: Vec<i64> =
            times.iter().zip(0_i64..).map(|(quarter, at)| quarter * quarter_ms + at).collect();
        let query = MessageQuery {
            since_ms: since.map(|quarter| quarter * quarter_ms).map(UnixMillis::new),
            until_ms: until.map(|quarter| quarter * quarter_ms + 20).map(UnixMillis::new),
            oldest_first,
            limit,
            offset,
            ..MessageQuery::default()
        };
        let mut all: Vec<i64> = times.iter().copied().filter(|at_ms| {
            query.since_ms.is_none_or(|since_ms| *at_ms >= since_ms.as_i64())
                && query.until_ms.is_none_or(|until_ms| *at_ms < until_ms.as_i64())
        }).collect();
        all.sort_unstable();
        if !oldest_first {
            all.reverse();
        }
        let expected: Vec<i64> = all
            .into_iter()
            .skip(usize::try_from(offset).unwrap())
            .take(usize::try_from(limit).unwrap())
            .collect();
        if query.since_ms.is_none_or(|since_ms| query.until_ms.is_none_or(|until_ms| since_ms < until_ms)) {
            prop_assert_eq!(read(&times, &query), expected);
        }
    }
}
