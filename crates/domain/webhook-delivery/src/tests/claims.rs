//! Claims about events, one per test.

use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use super::{
    DAY_MS, HOUR_MS, MINUTE_MS, Object, SECOND_MS, START_MS, delay_after, delivered, failed,
    failure,
};
use crate::{AttemptEffect, AttemptOutcome, DeliveryPolicy, DisabledReason};

#[test]
fn event_is_delivered_once_and_the_alarm_goes_idle() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    assert_eq!(object.next_ms(START_MS), None);
    object.enqueue(&[("e1", "m1")], START_MS);
    assert_eq!(object.next_ms(START_MS), Some(START_MS));
    let attempt = object.due(START_MS).remove(0);
    assert_eq!((attempt.number, attempt.event.payload.as_str()), (1, r#"{"id":"e1"}"#));
    object.finish(&attempt, delivered(), START_MS + 12);
    object.project();
    object.evict();
    assert!(object.due(START_MS + DAY_MS - 1).is_empty());
    let forget_ms = object.next_ms(START_MS + DAY_MS).unwrap();
    assert!(object.due(forget_ms).is_empty());
    assert_eq!(object.next_ms(forget_ms), None);
    assert_eq!(object.count("SELECT COUNT(*) FROM event"), 0);
}

#[test]
fn event_is_accepted_once_until_a_day_after_its_delivery() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let enqueued = object.enqueue(&[("e1", "m1"), ("e1", "m1")], START_MS);
    assert_eq!((enqueued.accepted, enqueued.duplicates), (1, 1));
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, delivered(), START_MS);
    object.evict();
    assert_eq!(object.enqueue(&[("e1", "other")], START_MS + DAY_MS - 1).duplicates, 1);
    assert_eq!(object.enqueue(&[("e1", "other")], START_MS + DAY_MS).accepted, 1);
}

#[test]
fn kept_failed_event_is_a_duplicate_until_it_expires() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, AttemptOutcome::Exhausted(failure(None)), START_MS);
    assert_eq!(object.enqueue(&[("e1", "m1")], START_MS + 7 * DAY_MS - 1).duplicates, 1);
    assert_eq!(object.enqueue(&[("e1", "m1")], START_MS + 7 * DAY_MS).accepted, 1);
    assert_eq!((object.core.failed(), object.core.queued()), (0, 1));
}

#[test]
fn queue_overflow_refuses_events_and_disables_the_endpoint() {
    let sql = MemorySql::open().unwrap();
    let mut object =
        Object::with(&sql, DeliveryPolicy { max_queued: 2, ..DeliveryPolicy::default() });
    let enqueued = object.enqueue(&[("e1", "a"), ("e2", "a"), ("e1", "a"), ("e3", "b")], START_MS);
    assert_eq!((enqueued.accepted, enqueued.duplicates, enqueued.overflow), (2, 1, 1));
    assert_eq!(enqueued.disabled, Some(DisabledReason::QueueFull));
    object.evict();
    assert_eq!(object.core.disabled(), Some(DisabledReason::QueueFull));
    assert!(object.due(START_MS).is_empty());
    let again = object.enqueue(&[("e4", "b")], START_MS);
    assert_eq!((again.overflow, again.disabled), (1, None));
}

#[test]
fn events_wait_for_earlier_ones_with_their_key_only() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b")], START_MS);
    let first = object.due(START_MS);
    let ids: Vec<&str> = first.iter().map(|it| it.event.event_id.as_str()).collect();
    assert_eq!(ids, ["a1", "b1"]);
    object.evict();
    assert!(object.due(START_MS + 1).is_empty());
    object.finish(&first[0], failed(500, None), START_MS + 1);
    assert!(object.due(START_MS + 2).is_empty());
    let again = object.due(START_MS + 1 + 5 * SECOND_MS).remove(0);
    assert_eq!((again.event.event_id.as_str(), again.number), ("a1", 2));
    object.finish(&again, delivered(), START_MS + MINUTE_MS);
    assert_eq!(object.due_ids(START_MS + MINUTE_MS)[0], "a2");
}

#[test]
fn attempts_in_flight_are_limited() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let keys: Vec<String> = (0..30).map(|at| format!("k{at:02}")).collect();
    let events: Vec<_> = keys.iter().map(|key| (key.as_str(), key.as_str())).collect();
    object.enqueue(&events, START_MS);
    let first = object.core.due(START_MS, 15, super::delay_after).unwrap();
    assert_eq!(first.len(), 15);
    assert_eq!(object.due(START_MS).len(), 5);
    assert!(object.due(START_MS).is_empty());
    assert_eq!(object.next_ms(START_MS), Some(START_MS + MINUTE_MS));
    object.finish(&first[3], delivered(), START_MS);
    assert_eq!(object.next_ms(START_MS), Some(START_MS));
    assert_eq!(object.due_ids(START_MS), ["k20"]);
}

#[test]
fn lost_attempt_is_repeated_under_the_same_id_after_its_deadline() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    let lost = object.due(START_MS).remove(0);
    object.evict();
    assert!(object.due(START_MS + MINUTE_MS - 1).is_empty());
    assert_eq!(object.next_ms(START_MS + 1), Some(START_MS + MINUTE_MS));
    let again = object.due(START_MS + MINUTE_MS).remove(0);
    assert_eq!((again.event.event_id.as_str(), again.number), ("e1", 2));
    let record = object.project().remove(0);
    assert_eq!((record.number, record.error.as_deref()), (1, Some("outcome unknown")));
    assert_eq!(object.finish(&lost, delivered(), START_MS + MINUTE_MS), AttemptEffect::Ignored);
    assert_eq!(object.core.queued(), 1);
}

#[test]
fn event_whose_attempts_all_get_lost_is_given_up() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1"), ("e2", "m1")], START_MS);
    for at in 0..5 {
        assert_eq!(object.due_ids(START_MS + at * MINUTE_MS), ["e1"]);
        object.evict();
    }
    assert_eq!(object.due_ids(START_MS + 5 * MINUTE_MS), ["e2"]);
    assert_eq!(object.core.failed(), 1);
}

#[test]
fn repeated_outcome_changes_nothing() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, failed(500, None), START_MS);
    let next_ms = START_MS + 5 * SECOND_MS;
    assert_eq!(object.finish(&attempt, delivered(), START_MS + 1), AttemptEffect::Ignored);
    assert_eq!(object.due(next_ms).len(), 1);
    object.evict();
    assert_eq!(object.finish(&attempt, delivered(), next_ms), AttemptEffect::Ignored);
}

#[test]
fn event_enqueued_again_after_expiry_inherits_no_attempt() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, delivered(), START_MS);
    object.enqueue(&[("e1", "m1")], START_MS + 2 * DAY_MS);
    object.evict();
    assert_eq!(object.due(START_MS + 2 * DAY_MS)[0].number, 1);
    assert_eq!(object.project().len(), 1);
}

#[test]
fn failed_event_is_retried_on_schedule_but_not_before_retry_after() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, failed(500, Some(START_MS + 3 * SECOND_MS)), START_MS);
    assert!(object.due(START_MS + 5 * SECOND_MS - 1).is_empty());
    let now_ms = START_MS + 5 * SECOND_MS;
    let attempt = object.due(now_ms).remove(0);
    let wanted_ms = now_ms + 10 * MINUTE_MS;
    object.finish(&attempt, failed(500, Some(wanted_ms)), now_ms);
    assert!(object.due(wanted_ms - 1).is_empty());
    assert_eq!(object.due(wanted_ms).len(), 1);
}

#[test]
fn retry_after_is_capped_at_a_day() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, failed(503, Some(UnixMillis::MAX)), START_MS);
    assert_eq!(object.due(START_MS + DAY_MS).len(), 1);
}

#[test]
fn exhausted_event_is_kept_and_releases_later_ones_with_its_key() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a")], START_MS);
    let mut now_ms = START_MS;
    for number in 1..=5 {
        let attempt = object.due(now_ms).remove(0);
        assert_eq!((attempt.event.event_id.as_str(), attempt.number), ("a1", number));
        let AttemptEffect::Recorded { record, failed_for_good, .. } =
            object.finish(&attempt, failed(500, None), now_ms)
        else {
            panic!("ignored")
        };
        assert_eq!(failed_for_good, number == 5);
        now_ms = record.next_try_at_ms.unwrap_or(now_ms);
    }
    assert_eq!(object.due_ids(now_ms), ["a2"]);
    assert_eq!((object.core.failed(), object.core.queued()), (1, 1));
}

#[test]
fn replayed_event_restarts_its_schedule_behind_undelivered_events() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a")], START_MS);
    let attempt = object.due(START_MS).remove(0);
    object.finish(&attempt, AttemptOutcome::Exhausted(failure(Some(400))), START_MS);
    assert!(object.core.replay("a1", START_MS).unwrap());
    assert!(!object.core.replay("a1", START_MS).unwrap());
    assert!(!object.core.replay("unknown", START_MS).unwrap());
    let attempt = object.due(START_MS).remove(0);
    assert_eq!(attempt.event.event_id, "a2");
    object.finish(&attempt, delivered(), START_MS);
    let again = object.due(START_MS).remove(0);
    assert_eq!((again.event.event_id.as_str(), again.number), ("a1", 2));
    assert_eq!(again.event.payload, r#"{"id":"a1"}"#);
    object.finish(&again, failed(500, None), START_MS);
    assert_eq!(object.due(START_MS + 5 * SECOND_MS).len(), 1);
}

#[test]
fn replayed_event_has_all_its_tries_again() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1")], START_MS);
    for round in 0..2 {
        for at in 1..=5 {
            let now_ms = START_MS + (5 * round + at) * DAY_MS;
            let attempt = object.due(now_ms).remove(0);
            assert_eq!(i64::from(attempt.number), 5 * round + at);
            object.finish(&attempt, failed(500, None), now_ms);
            object.core.enable().unwrap();
        }
        let now_ms = START_MS + (5 * round + 5) * DAY_MS;
        assert!(object.core.replay("e1", now_ms).unwrap());
    }
}

#[test]
fn range_is_replayed_in_order_and_in_batches() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b")], START_MS);
    for _ in 0..3 {
        for attempt in object.due(START_MS) {
            object.finish(&attempt, AttemptOutcome::Exhausted(failure(None)), START_MS);
        }
    }
    assert_eq!(object.core.failed(), 4);
    let now_ms = START_MS + HOUR_MS;
    assert_eq!(object.core.replay_range(now_ms, UnixMillis::MAX, false, 10, now_ms).unwrap(), 0);
    assert_eq!(object.core.replay_range(UnixMillis::EPOCH, now_ms, false, 3, now_ms).unwrap(), 3);
    assert_eq!(object.core.replay_range(UnixMillis::EPOCH, now_ms, false, 3, now_ms).unwrap(), 1);
    let mut order = Vec::new();
    loop {
        let attempts = object.due(now_ms);
        if attempts.is_empty() {
            break;
        }
        for attempt in attempts {
            object.finish(&attempt, delivered(), now_ms);
            order.push(attempt.event.event_id);
        }
    }
    order.retain(|id| id.starts_with('a'));
    assert_eq!(order, ["a1", "a2", "a3"]);
}

#[test]
fn oldest_failed_events_are_dropped_beyond_the_bound() {
    let sql = MemorySql::open().unwrap();
    let mut object =
        Object::with(&sql, DeliveryPolicy { max_queued: 2, ..DeliveryPolicy::default() });
    for (at, id) in [(0, "e1"), (1, "e2"), (2, "e3")] {
        object.enqueue(&[(id, id)], START_MS + at);
        let attempt = object.due(START_MS + at).remove(0);
        object.finish(&attempt, AttemptOutcome::Exhausted(failure(None)), START_MS + at);
    }
    assert_eq!(object.core.failed(), 2);
    assert!(!object.core.replay("e1", START_MS + 3).unwrap());
    assert!(object.core.replay("e2", START_MS + 3).unwrap());
}

#[test]
fn finished_attempts_are_projected_until_d1_has_them() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "m1"), ("e2", "m2")], START_MS);
    let attempts = object.due(START_MS);
    object.finish(&attempts[0], failed(500, None), START_MS + 1);
    let first = object.core.projection(None).unwrap().unwrap();
    object.evict();
    object.finish(&attempts[1], delivered(), START_MS + 2);
    assert_eq!(object.next_ms(START_MS + 2), Some(START_MS + 2 + crate::PROJECTION_DELAY_MS));
    object.core.delete_records(&first).unwrap();
    object.core.delete_records(&first).unwrap();
    let second = object.project();
    assert_eq!((first.attempts.len(), second.len()), (1, 1));
    let record = &first.attempts[0];
    assert_eq!((record.status, record.duration_ms), (Some(500), 34));
    assert_eq!(record.next_try_at_ms, Some(START_MS + 1 + 5 * SECOND_MS));
    assert_eq!((second[0].event_id.as_str(), second[0].error.as_deref()), ("e2", None));
}

#[test]
fn debug_output_hides_the_payload() {
    let shown = format!("{:?}", super::event("e1", "m1"));
    assert!(shown.contains("e1") && !shown.contains("{\\\"id"), "{shown}");
}

#[test]
fn attempts_of_a_former_instance_are_due_at_once_and_count_as_tries() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "k1"), ("e2", "k1")], START_MS);
    assert_eq!(object.due(START_MS).len(), 1);
    object.evict();
    assert!(object.due(START_MS + 1).is_empty(), "as far as this one knows it is under way");
    object.core.abandon_attempts(START_MS + 1);
    let again = object.due(START_MS + 1);
    assert_eq!((again[0].event.event_id.as_str(), again[0].number), ("e1", 2));
}

#[test]
fn delivered_event_can_be_replayed_while_it_is_remembered() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.enqueue(&[("e1", "k1"), ("e2", "k2")], START_MS);
    for attempt in object.due(START_MS) {
        object.finish(&attempt, delivered(), START_MS);
    }
    assert!(object.core.replay("e1", START_MS + 1).unwrap());
    assert!(!object.core.replay("e1", START_MS + 1).unwrap(), "it waits already");
    object.evict();
    let again = object.due(START_MS + 2);
    assert_eq!((again[0].event.payload.as_str(), again[0].number), (r#"{"id":"e1"}"#, 2));
    object.finish(&again[0], delivered(), START_MS + 2);
    assert_eq!(object.core.failed(), 0);
    let (from_ms, to_ms) = (START_MS, START_MS + 10);
    assert_eq!(object.core.replay_range(from_ms, to_ms, false, 10, START_MS + 3).unwrap(), 0);
    assert_eq!(object.core.replay_range(from_ms, to_ms, true, 10, START_MS + 3).unwrap(), 2);
    for attempt in object.due(START_MS + 4) {
        object.finish(&attempt, delivered(), START_MS + 4);
    }
    assert!(!object.core.replay("e1", START_MS + 4 + 24 * HOUR_MS).unwrap(), "it is forgotten");
}

#[test]
fn batch_is_bounded_in_bytes_and_keeps_the_exchanges_of_its_newest_successes() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let ids: Vec<String> = (0..150).map(|at| format!("e{at:03}")).collect();
    let exchange = |bytes: usize| Some("x".repeat(bytes));
    for (at, id) in ids.iter().enumerate() {
        let now_ms = START_MS + i64::try_from(at).unwrap();
        object.enqueue(&[(id, id)], now_ms);
        let attempt = object.due(now_ms).remove(0);
        object.core.finished(&attempt, delivered(), exchange(1_000), now_ms, delay_after).unwrap();
    }
    let batch = object.core.projection(None).unwrap().unwrap();
    assert_eq!((batch.attempts.len(), batch.more), (150, false));
    let kept = |attempts: &[crate::AttemptRecord]| -> Vec<bool> {
        attempts.iter().map(|attempt| attempt.exchange.is_some()).collect()
    };
    assert_eq!(kept(&batch.attempts), [vec![false; 50], vec![true; 100]].concat());
    object.project();
    for id in &ids[..40] {
        let id = format!("again {id}");
        object.enqueue(&[(&id, &id)], START_MS);
        let attempt = object.due(START_MS + HOUR_MS).remove(0);
        let at_ms = START_MS + HOUR_MS;
        object.core.finished(&attempt, delivered(), exchange(30_000), at_ms, delay_after).unwrap();
    }
    let batch = object.core.projection(None).unwrap().unwrap();
    assert_eq!((batch.attempts.len(), batch.more), (33, true));
    assert_eq!(object.project().len(), 40);
}
