//! Callers that would rather be refused than wait are refused if pacing would hold their message too long.

use messaging::Options;
use object_commands::dispatcher::{Submit, SubmitOutcome};
use object_sql::native::MemorySql;

use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted,
    paced::{GRAIN_MS, RULE, paced, priority},
    sized,
};

fn hurried(priority: i8, within_ms: i64) -> Submit {
    let options = Options { priority, ..Options::default() };
    Submit { leave_within_ms: Some(within_ms), ..sized(1, options) }
}

/// Wait that the caller is told, in milliseconds. `None` if its message was accepted.
fn refused_for(outcome: &SubmitOutcome) -> Option<i64> {
    match outcome {
        SubmitOutcome::TooSlow { retry_after_ms } => Some(*retry_after_ms),
        SubmitOutcome::Accepted { .. } => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn message_that_pacing_would_hold_too_long_is_refused_and_not_stored() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    object.online("a", START_MS);
    for _ in 0..10 {
        assert_eq!(refused_for(&object.submit(hurried(0, 5 * MINUTE_MS), START_MS)), None);
    }
    // Messages that are ready count as waiting even before they are routed.
    let at_once = refused_for(&object.submit(hurried(0, 5 * MINUTE_MS), START_MS)).unwrap();
    assert_eq!(at_once, 5 * MINUTE_MS);
    while !object.core.pump(START_MS).unwrap().is_empty() {}
    let stored = object.count("SELECT COUNT(*) FROM message");
    let outcome = object.submit(hurried(0, 5 * MINUTE_MS), START_MS + MINUTE_MS);
    let wait_ms = refused_for(&outcome).unwrap();
    assert!((4 * MINUTE_MS..=4 * MINUTE_MS + GRAIN_MS).contains(&wait_ms), "{wait_ms}");
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), stored);
    // After that wait a message is accepted; one that may wait longer is accepted at once.
    let later_ms = START_MS + MINUTE_MS + wait_ms;
    assert_eq!(refused_for(&object.submit(hurried(0, 5 * MINUTE_MS), later_ms)), None);
    assert_eq!(refused_for(&object.submit(hurried(0, 11 * MINUTE_MS), START_MS)), None);
}

#[test]
fn messages_that_wait_ahead_count_and_those_behind_do_not() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    object.online("a", START_MS);
    for _ in 0..30 {
        object.submit(sized(1, Options::default()), START_MS);
    }
    while !object.core.pump(START_MS).unwrap().is_empty() {}
    let equal = refused_for(&object.submit(hurried(0, MINUTE_MS), START_MS)).unwrap();
    assert!(equal >= 29 * MINUTE_MS, "{equal}");
    let ahead = refused_for(&object.submit(hurried(50, MINUTE_MS), START_MS)).unwrap();
    assert!(ahead <= 9 * MINUTE_MS + GRAIN_MS, "{ahead}");
    assert_eq!(refused_for(&object.submit(hurried(100, MINUTE_MS), START_MS)), None);
}

#[test]
fn second_phone_with_capacity_lets_the_message_leave() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    object.online("a", START_MS);
    for _ in 0..10 {
        object.submit(sized(1, Options::default()), START_MS);
    }
    while !object.core.pump(START_MS).unwrap().is_empty() {}
    assert!(refused_for(&object.submit(hurried(0, MINUTE_MS), START_MS)).is_some());
    object.online("b", START_MS);
    assert_eq!(refused_for(&object.submit(hurried(0, MINUTE_MS), START_MS)), None);
}

#[test]
fn message_for_which_no_phone_is_connected_is_accepted_and_waits() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    assert_eq!(refused_for(&object.submit(hurried(0, MINUTE_MS), START_MS)), None);
}

#[test]
fn receipt_has_a_time_only_if_pacing_or_a_schedule_holds_the_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    let eta_ms = |object: &mut Object<'_>, options: Options| {
        accepted(object.submit(sized(1, options), START_MS)).eta_ms
    };
    assert_eq!(eta_ms(&mut object, Options::default()), None, "no gateway is connected");
    object.online("a", START_MS);
    for _ in 0..9 {
        assert_eq!(eta_ms(&mut object, Options::default()), None);
    }
    object.pump_frames(START_MS);
    let turn_ms = Some(RULE.counts_until_ms(START_MS));
    assert_eq!(eta_ms(&mut object, Options::default()), turn_ms);
    assert_eq!(eta_ms(&mut object, priority(100)), None);
    let scheduled = |at_ms| Options { scheduled_at_ms: Some(at_ms), ..Options::default() };
    let held = eta_ms(&mut object, scheduled(START_MS + MINUTE_MS));
    assert!(held >= turn_ms, "pacing holds it beyond its schedule: {held:?}");
    let late_ms = START_MS + 60 * MINUTE_MS;
    assert_eq!(eta_ms(&mut object, scheduled(late_ms)), Some(late_ms));
    object.streaming("p", START_MS);
    assert_eq!(eta_ms(&mut object, Options::default()), None, "the phone paces itself");
}
