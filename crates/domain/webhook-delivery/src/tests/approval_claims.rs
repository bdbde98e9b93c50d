//! Claims about questions.

use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use super::{DAY_MS, HOUR_MS, Object, SECOND_MS, START_MS, delivered, event, failed};
use crate::{AttemptOutcome, DisabledReason};

/// Asks a question, if the endpoint allows it, and reports the outcome.
fn ask(object: &mut Object<'_>, id: &str, outcome: AttemptOutcome, at_ms: UnixMillis) -> bool {
    let Some(question) = object.core.begin_approval(&event(id, "s"), at_ms).unwrap() else {
        return false;
    };
    object.core.finish_approval(question, outcome, None, at_ms + SECOND_MS).unwrap();
    true
}

#[test]
fn question_is_logged_once_and_never_queued() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    assert!(ask(&mut object, "e1", delivered(), START_MS));
    assert!(ask(&mut object, "e2", failed(500, None), START_MS + 1));
    assert_eq!((object.core.queued(), object.core.failed()), (0, 0));
    assert_eq!(object.count("SELECT COUNT(*) FROM event"), 0);
    assert_eq!(object.due(START_MS + DAY_MS), []);
    let records = object.project();
    let told = |at: usize| {
        let it = &records[at];
        (it.event_id.as_str(), it.subject.as_str(), it.number, it.status, it.error.is_some())
    };
    assert_eq!(records.len(), 2);
    assert_eq!(told(0), ("e1", "s", 1, Some(200), false));
    assert_eq!(told(1), ("e2", "s", 1, Some(500), true));
    assert!(records.iter().all(|it| it.next_try_at_ms.is_none()));
}

#[test]
fn failing_endpoint_is_asked_only_as_a_probe_until_it_answers() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for at in 0..10 {
        assert!(ask(&mut object, &format!("e{at}"), failed(500, None), START_MS), "{at}");
    }
    object.evict();
    assert!(!ask(&mut object, "f", delivered(), START_MS + 30 * SECOND_MS));
    let probe_ms = START_MS + 31 * SECOND_MS;
    let question = object.core.begin_approval(&event("g", "s"), probe_ms).unwrap();
    assert!(!ask(&mut object, "h", delivered(), probe_ms), "one probe at a time");
    object.core.finish_approval(question.unwrap(), delivered(), None, probe_ms).unwrap();
    assert!(ask(&mut object, "i", delivered(), probe_ms));
}

#[test]
fn questions_and_events_share_the_circuit_breaker() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    for at in 0..10 {
        ask(&mut object, &format!("e{at}"), failed(500, None), START_MS);
    }
    object.enqueue(&[("told", "k")], START_MS);
    assert_eq!(object.due(START_MS + SECOND_MS), []);
    let probes = object.due(START_MS + HOUR_MS);
    assert_eq!(probes.len(), 1);
    object.finish(&probes[0], delivered(), START_MS + HOUR_MS);
    assert!(ask(&mut object, "e", delivered(), START_MS + HOUR_MS));
}

#[test]
fn throttled_endpoint_is_not_asked() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let until_ms = START_MS + 20 * SECOND_MS;
    assert!(ask(&mut object, "e1", failed(429, Some(until_ms)), START_MS));
    assert!(!ask(&mut object, "e2", delivered(), until_ms - 1));
    assert!(ask(&mut object, "e3", delivered(), until_ms));
    assert!(ask(&mut object, "e4", AttemptOutcome::Gone { duration_ms: 3 }, until_ms));
    assert_eq!(object.core.unreported_disabling().map(|it| it.0), Some(DisabledReason::Gone));
    assert!(!ask(&mut object, "e5", delivered(), until_ms + DAY_MS));
    object.core.enable().unwrap();
    assert!(ask(&mut object, "e6", delivered(), until_ms + DAY_MS));
    object.core.disable().unwrap();
    assert!(!ask(&mut object, "e7", delivered(), until_ms + DAY_MS));
}

#[test]
fn question_is_asked_despite_the_in_flight_limit() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let keys: Vec<String> = (0..40).map(|at| format!("k{at}")).collect();
    let events: Vec<_> = keys.iter().map(|key| (key.as_str(), key.as_str())).collect();
    object.enqueue(&events, START_MS);
    assert_eq!(object.due(START_MS).len(), 20);
    assert_eq!(object.due(START_MS).len(), 0);
    assert!(ask(&mut object, "e", delivered(), START_MS));
    assert_eq!(object.core.in_flight(), 20);
}
