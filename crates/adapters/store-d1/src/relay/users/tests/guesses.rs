//! Password guesses in any order.

use rusqlite::{Connection, params_from_iter};
use unix_time::UnixMillis;

use super::{DAY_MS, MINUTE_MS, NOW_MS, database, yields};
use crate::relay::users::guesses::{self, GuessLimits};

const LIMITS: GuessLimits = GuessLimits {
    failures: 5,
    block_ms: 15 * MINUTE_MS,
    long_block: 3,
    long_block_ms: DAY_MS,
    forget_after_ms: DAY_MS,
};

fn permitted_to(database: &Connection, account: &str, subject: &str, now_ms: UnixMillis) -> bool {
    yields(database, guesses::reserve(account, subject, LIMITS, now_ms))
}

fn permitted(database: &Connection, now_ms: UnixMillis) -> bool {
    permitted_to(database, "a", "one", now_ms)
}

/// Returns the number of 32 concurrent guesses that are permitted.
fn burst(database: &Connection, now_ms: UnixMillis) -> usize {
    (0..32).filter(|_| permitted(database, now_ms)).count()
}

fn clear(database: &Connection) {
    let (sql, values) = guesses::clear("a", "one");
    database.execute(sql, params_from_iter(values)).unwrap();
}

#[test]
fn only_five_of_32_parallel_guesses_are_permitted_before_a_block_of_15_minutes() {
    let database = database();
    assert_eq!(burst(&database, NOW_MS), 5);
    assert_eq!(burst(&database, NOW_MS + 15 * MINUTE_MS - 1), 0);
    assert_eq!(burst(&database, NOW_MS + 15 * MINUTE_MS), 5);
}

#[test]
fn third_block_lasts_a_day_and_then_counting_starts_over() {
    let database = database();
    let third_ms = NOW_MS + 30 * MINUTE_MS;
    for at_ms in [NOW_MS, NOW_MS + 15 * MINUTE_MS, third_ms] {
        assert_eq!(burst(&database, at_ms), 5);
    }
    assert_eq!(burst(&database, third_ms + 15 * MINUTE_MS), 0);
    assert_eq!(burst(&database, third_ms + DAY_MS - 1), 0);
    assert_eq!(burst(&database, third_ms + DAY_MS), 5);
    assert_eq!(burst(&database, third_ms + DAY_MS + 15 * MINUTE_MS), 5);
}

#[test]
fn guesses_less_than_a_day_apart_add_up() {
    let database = database();
    let four = [0, 1, 2, 3].map(|day| permitted(&database, NOW_MS + day * (DAY_MS - 1)));
    assert_eq!(four, [true; 4]);
    let after_ms = NOW_MS + 4 * (DAY_MS - 1);
    assert!(permitted(&database, after_ms) && !permitted(&database, after_ms));
    clear(&database);
    for _ in 0..4 {
        assert!(permitted(&database, after_ms));
    }
    assert_eq!(burst(&database, after_ms + DAY_MS), 5);
}

#[test]
fn right_guess_clears_failures_and_blocks() {
    let database = database();
    assert_eq!(burst(&database, NOW_MS), 5);
    clear(&database);
    assert_eq!(burst(&database, NOW_MS), 5);
    assert_eq!(burst(&database, NOW_MS + 15 * MINUTE_MS), 5);
    assert_eq!(burst(&database, NOW_MS + 30 * MINUTE_MS), 5);
}

#[test]
fn subjects_and_accounts_are_counted_apart() {
    let database = database();
    assert_eq!(burst(&database, NOW_MS), 5);
    assert!(permitted_to(&database, "a", "two", NOW_MS));
    assert!(permitted_to(&database, "b", "one", NOW_MS));
}
