//! Claims about the endpoint: the breaker, throttling, disabling.

use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use super::{DAY_MS, HOUR_MS, MINUTE_MS, Object, SECOND_MS, START_MS, delivered, failed};
use crate::{AttemptEffect, AttemptOutcome, DisabledReason};

fn disabled(finished: &AttemptEffect) -> Option<DisabledReason> {
    match finished {
        AttemptEffect::Recorded { disabled, .. } => *disabled,
        AttemptEffect::Ignored => panic!("ignored"),
    }
}

/// Opens the breaker: ten of fifteen events fail at once.
fn open_breaker(object: &mut Object<'_>) {
    let keys: Vec<String> = (0..15).map(|at| format!("k{at:02}")).collect();
    let events: Vec<_> = keys.iter().map(|key| (key.as_str(), key.as_str())).collect();
    object.enqueue(&events, START_MS);
    for attempt in object.core.due(START_MS, 10, super::delay_after).unwrap() {
        assert!(!object.core.is_breaker_open());
        object.finish(&attempt, failed(500, None), START_MS);
    }
    object.evict();
}

#[test]
fn ten_failures_in_a_row_leave_only_probes_at_growing_intervals() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    open_breaker(&mut object);
    assert!(object.core.is_breaker_open());
    let mut now_ms = START_MS;
    for interval_s in [30, 60, 120, 240, 480, 600, 600] {
        assert!(object.due(now_ms + interval_s * SECOND_MS - 1).is_empty());
        now_ms += interval_s * SECOND_MS;
        let probe = object.due(now_ms);
        assert_eq!(probe.len(), 1);
        assert!(object.due(now_ms + 1).is_empty());
        object.finish(&probe[0], failed(500, None), now_ms);
    }
}

#[test]
fn each_episode_of_failures_is_reported_once() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    assert_eq!(object.core.unreported_failing_since_ms(), None);
    open_breaker(&mut object);
    assert_eq!(object.core.unreported_failing_since_ms(), Some(START_MS));
    // The report is due together with the projection, and again after an eviction.
    assert!(object.next_ms(START_MS).unwrap() < START_MS + SECOND_MS);
    object.core.mark_failing_reported(START_MS).unwrap();
    object.evict();
    let mut now_ms = START_MS + 30 * SECOND_MS;
    let probe = object.due(now_ms).remove(0);
    object.finish(&probe, failed(500, None), now_ms);
    assert_eq!(object.core.unreported_failing_since_ms(), None);
    now_ms += MINUTE_MS;
    let probe = object.due(now_ms).remove(0);
    object.finish(&probe, delivered(), now_ms);
    for attempt in object.core.due(now_ms, 10, super::delay_after).unwrap() {
        object.finish(&attempt, failed(500, None), now_ms);
    }
    assert_eq!(object.core.unreported_failing_since_ms(), Some(now_ms));
    // A report of the episode before does not hide this one.
    object.core.mark_failing_reported(START_MS).unwrap();
    assert_eq!(object.core.unreported_failing_since_ms(), Some(now_ms));
}

#[test]
fn success_closes_the_breaker() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    open_breaker(&mut object);
    let now_ms = START_MS + 30 * SECOND_MS;
    let probe = object.due(now_ms).remove(0);
    object.finish(&probe, delivered(), now_ms);
    object.evict();
    assert!(!object.core.is_breaker_open());
    assert_eq!(object.due(now_ms).len(), 14);
}

#[test]
fn lost_probe_is_followed_by_another() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    open_breaker(&mut object);
    let now_ms = START_MS + 30 * SECOND_MS;
    assert_eq!(object.due(now_ms).len(), 1);
    object.evict();
    assert!(object.due(now_ms + MINUTE_MS - 1).is_empty());
    assert_eq!(object.due(now_ms + MINUTE_MS).len(), 1);
}

#[test]
fn probe_after_a_lost_one_waits_its_interval() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    open_breaker(&mut object);
    let mut now_ms = START_MS;
    for interval_s in [30, 60] {
        now_ms += interval_s * SECOND_MS;
        let probe = object.due(now_ms).remove(0);
        object.finish(&probe, failed(500, None), now_ms);
    }
    now_ms += 2 * MINUTE_MS;
    assert_eq!(object.due(now_ms).len(), 1);
    assert!(object.due(now_ms + 2 * MINUTE_MS - 1).is_empty());
    object.evict();
    assert_eq!(object.due(now_ms + 2 * MINUTE_MS).len(), 1);
}

#[test]
fn probe_waits_for_the_receivers_retry_after() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    open_breaker(&mut object);
    let now_ms = START_MS + 30 * SECOND_MS;
    let probe = object.due(now_ms).remove(0);
    object.finish(&probe, failed(500, Some(now_ms + HOUR_MS)), now_ms);
    object.project();
    assert!(object.due(now_ms + HOUR_MS - 1).is_empty());
    assert_eq!(object.next_ms(now_ms), Some(now_ms + HOUR_MS));
    assert_eq!(object.due(now_ms + HOUR_MS).len(), 1);
}

#[test]
fn success_in_between_keeps_the_breaker_closed() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for at in 0..30 {
        let id = format!("e{at}");
        object.enqueue(&[(&id, &id)], START_MS);
        let attempt = object.core.due(START_MS, 1, super::delay_after).unwrap().remove(0);
        let outcome = if at % 10 == 9 { delivered() } else { failed(500, None) };
        object.finish(&attempt, outcome, START_MS);
    }
    assert!(!object.core.is_breaker_open());
}

#[test]
fn throttling_answer_pauses_the_whole_endpoint_until_retry_after() {
    for status in [429, 502, 503, 504] {
        let sql = MemorySql::open().unwrap();
        let mut object = Object::open(&sql);
        object.enqueue(&[("e1", "a")], START_MS);
        let attempt = object.due(START_MS).remove(0);
        object.finish(&attempt, failed(status, Some(START_MS + MINUTE_MS)), START_MS);
        object.enqueue(&[("e2", "b")], START_MS);
        object.project();
        object.evict();
        assert!(object.due(START_MS + MINUTE_MS - 1).is_empty());
        assert_eq!(object.next_ms(START_MS), Some(START_MS + MINUTE_MS));
        assert_eq!(object.due(START_MS + MINUTE_MS).len(), 2);
    }
}

#[test]
fn ordinary_failure_delays_only_its_event() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "a"), ("e2", "b")], START_MS);
    let attempt = object.core.due(START_MS, 1, super::delay_after).unwrap().remove(0);
    object.finish(&attempt, failed(500, Some(START_MS + HOUR_MS)), START_MS);
    assert_eq!(object.due(START_MS).len(), 1);
}

#[test]
fn gone_endpoint_is_not_tried_and_keeps_its_queue_until_enabled() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a"), ("b1", "b")], START_MS);
    let attempts = object.due(START_MS);
    let gone = AttemptOutcome::Gone { duration_ms: 5 };
    let finished = object.finish(&attempts[0], gone.clone(), START_MS);
    assert_eq!(disabled(&finished), Some(DisabledReason::Gone));
    assert_eq!(disabled(&object.finish(&attempts[1], gone, START_MS)), None);
    object.project();
    object.core.mark_disabling_reported().unwrap();
    object.evict();
    assert_eq!(object.next_ms(START_MS), None);
    assert!(object.due(START_MS + DAY_MS).is_empty());
    assert_eq!(object.enqueue(&[("c1", "c")], START_MS + DAY_MS).accepted, 1);
    object.core.enable().unwrap();
    object.evict();
    assert_eq!(object.due_ids(START_MS + DAY_MS), ["a1", "b1", "c1"]);
}

#[test]
fn disabled_endpoint_is_not_tried_but_records_outcomes_in_flight() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.core.disable().unwrap();
    object.evict();
    assert_eq!(object.core.disabled(), Some(DisabledReason::Requested));
    object.finish(&attempt, delivered(), START_MS);
    assert_eq!(object.core.queued(), 1);
    assert!(object.due(START_MS).is_empty());
}

/// Makes one new event fail for good.
fn fail_at(object: &mut Object<'_>, now_ms: UnixMillis) -> Option<DisabledReason> {
    let id = format!("e{now_ms}");
    object.enqueue(&[(&id, &id)], now_ms);
    let attempt = object.due(now_ms).remove(0);
    let outcome = AttemptOutcome::Exhausted(super::failure(None));
    disabled(&object.finish(&attempt, outcome, now_ms))
}

#[test]
fn endpoint_that_only_fails_for_five_days_is_disabled() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    assert_eq!(fail_at(&mut object, START_MS), None);
    assert_eq!(fail_at(&mut object, START_MS + 12 * HOUR_MS), None);
    object.evict();
    assert_eq!(fail_at(&mut object, START_MS + 5 * DAY_MS - 1), None);
    assert_eq!(fail_at(&mut object, START_MS + 5 * DAY_MS), Some(DisabledReason::Failing));
    object.core.enable().unwrap();
    assert_eq!(fail_at(&mut object, START_MS + 5 * DAY_MS + 1), None);
}

#[test]
fn failures_with_days_of_silence_between_them_do_not_disable_the_endpoint() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    assert_eq!(fail_at(&mut object, START_MS), None);
    assert_eq!(fail_at(&mut object, START_MS + 12 * HOUR_MS - 1), None);
    assert_eq!(fail_at(&mut object, START_MS + 6 * DAY_MS), None);
    assert_eq!(fail_at(&mut object, START_MS + 6 * DAY_MS + 1), None);
}

#[test]
fn delivery_in_between_restarts_the_five_days() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for day in 0..10 {
        assert_eq!(fail_at(&mut object, START_MS + day * DAY_MS), None);
        if day % 4 == 3 {
            let now_ms = START_MS + day * DAY_MS + 1;
            object.enqueue(&[(&format!("good{day}"), "good")], now_ms);
            let attempt = object.due(now_ms).remove(0);
            object.finish(&attempt, delivered(), now_ms);
        }
    }
    assert_eq!(object.core.disabled(), None);
}

#[test]
fn reason_for_self_disabling_is_kept_until_the_owner_is_told() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "k1")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, AttemptOutcome::Gone { duration_ms: 1 }, START_MS + 1);
    object.evict();
    assert_eq!(object.core.unreported_disabling(), Some((DisabledReason::Gone, START_MS + 1)));
    object.core.mark_disabling_reported().unwrap();
    object.evict();
    assert_eq!(
        (object.core.unreported_disabling(), object.core.disabled()),
        (None, Some(DisabledReason::Gone))
    );
    object.core.enable().unwrap();
    object.core.disable().unwrap();
    assert_eq!(object.core.unreported_disabling(), None, "the owner asked for it");
}
