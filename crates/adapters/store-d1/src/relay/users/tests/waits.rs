//! Waits of a number for its next code.

use rusqlite::{Connection, OptionalExtension, params_from_iter};
use unix_time::UnixMillis;

use super::{DAY_MS, MINUTE_MS, NOW_MS, database};
use crate::relay::users::code_waits::{self, CodeWaitsMs};
use crate::tests::execute;

const WAITS: CodeWaitsMs = [2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, DAY_MS];

/// Reserves a turn and returns the time of the next one. `None` if no code may be sent now.
fn take_of(
    database: &Connection,
    account: &str,
    number: &str,
    now_ms: UnixMillis,
) -> Option<UnixMillis> {
    let (sql, values) = code_waits::reserve(account, number, WAITS, now_ms);
    database.query_row(sql, params_from_iter(values), |row| row.get(0)).optional().unwrap()
}

fn take(database: &Connection, now_ms: UnixMillis) -> Option<UnixMillis> {
    take_of(database, "a", "+1", now_ms)
}

fn release(database: &Connection, next_at_ms: UnixMillis) -> usize {
    let (sql, values) = code_waits::release("a", "+1", next_at_ms);
    database.execute(sql, params_from_iter(values)).unwrap()
}

#[test]
fn each_wait_is_longer_and_after_the_longest_they_start_over() {
    let database = database();
    let mut now_ms = NOW_MS;
    for wait_ms in WAITS.into_iter().chain(WAITS) {
        assert_eq!(take(&database, now_ms), Some(now_ms + wait_ms));
        assert_eq!(take(&database, now_ms + wait_ms - 1), None);
        now_ms += wait_ms;
    }
}

#[test]
fn only_one_of_parallel_requests_gets_a_code() {
    let database = database();
    let codes = (0..32).filter(|_| take(&database, NOW_MS).is_some()).count();
    assert_eq!(codes, 1);
}

#[test]
fn pause_of_a_day_makes_the_waits_short_again() {
    let database = database();
    take(&database, NOW_MS).unwrap();
    take(&database, NOW_MS + 2 * MINUTE_MS).unwrap();
    let later_ms = NOW_MS + 2 * MINUTE_MS + DAY_MS;
    assert_eq!(take(&database, later_ms - 1), Some(later_ms - 1 + 15 * MINUTE_MS));
    let later_ms = later_ms - 1 + DAY_MS;
    assert_eq!(take(&database, later_ms), Some(later_ms + 2 * MINUTE_MS));
}

#[test]
fn only_the_released_turn_can_be_taken_again() {
    let database = database();
    for _ in 0..3 {
        let next_at_ms = take(&database, NOW_MS).unwrap();
        assert_eq!(next_at_ms, NOW_MS + 2 * MINUTE_MS);
        assert_eq!(release(&database, next_at_ms), 1);
        assert_eq!(release(&database, next_at_ms), 0);
    }
    let first = take(&database, NOW_MS).unwrap();
    let second = take(&database, first).unwrap();
    assert_eq!(release(&database, first), 0);
    assert_eq!(take(&database, second - 1), None);
    assert_eq!(release(&database, second), 1);
    assert_eq!(take(&database, first), Some(first + 5 * MINUTE_MS));
}

#[test]
fn numbers_and_accounts_wait_independently_and_a_right_code_ends_the_wait() {
    let database = database();
    take(&database, NOW_MS).unwrap();
    assert!(take_of(&database, "a", "+2", NOW_MS).is_some());
    assert!(take_of(&database, "b", "+1", NOW_MS).is_some());
    execute(&database, code_waits::clear("a", "+1"));
    assert_eq!(take(&database, NOW_MS), Some(NOW_MS + 2 * MINUTE_MS));
    assert_eq!(take_of(&database, "b", "+1", NOW_MS), None);
}
