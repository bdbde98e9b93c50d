//! Announcing events to endpoints without losing any.

use messaging::ReportStatus;
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{
    Object, START_MS,
    endpoints::{handed_over, kinds, subscribe, told},
};

#[test]
fn settled_message_stays_until_its_events_are_acknowledged() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["message.sent", "message.delivered"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 1);
    object.project(START_MS + 2);
    object.core.process_due(START_MS + 3_600_000).unwrap();
    object.evict();
    let after_ms = START_MS + 3_600_001;
    assert!(
        object
            .core
            .next_attention_ms(after_ms, UnixMillis::EPOCH, UnixMillis::EPOCH)
            .unwrap()
            .is_some()
    );
    assert_eq!(kinds(&told(&mut object, after_ms)[0].1), ["message.sent", "message.delivered"]);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
    assert_eq!(object.count("SELECT COUNT(*) FROM unprojected"), 0);
}

#[test]
fn events_during_an_announcement_are_in_the_next_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    let first = object.core.announcement(START_MS + 2).unwrap().unwrap();
    object.report("a", &id, ReportStatus::Delivered, START_MS + 3);
    object.core.record_announced(&first, START_MS + 4).unwrap();
    // Acknowledging the batch twice removes none of the newer events.
    object.core.record_announced(&first, START_MS + 4).unwrap();
    assert_eq!(kinds(&told(&mut object, START_MS + 5)[0].1), ["message.delivered"]);
}

#[test]
fn unacknowledged_events_step_back_and_are_sent_again_under_the_same_id() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    let id = handed_over(&mut object, START_MS);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    let first = object.core.announcement(START_MS + 2).unwrap().unwrap();
    object.core.record_announcing_failed(&first, START_MS + 1_000);
    assert_eq!(object.core.announcement(START_MS + 3).unwrap(), None);
    let again = object.core.announcement(START_MS + 1_000).unwrap().unwrap();
    assert_eq!(again.endpoints, first.endpoints);
}

#[test]
fn event_that_was_put_off_is_sent_again_without_the_rest_of_its_batch() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    subscribe(&mut object, &[("all", &["*"])]);
    object.online("a", START_MS);
    for _ in 0..2 {
        let id = handed_over(&mut object, START_MS);
        object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    }
    let first = object.core.announcement(START_MS + 2).unwrap().unwrap();
    let events = first.endpoints[0].1.clone();
    assert_eq!(events.len(), 2);
    let put_off = [(events[0].event_id.clone(), START_MS + 60_000)];
    object.core.record_announced_except(&first, &put_off, START_MS + 3).unwrap();
    assert_eq!(object.core.announcement(START_MS + 59_999).unwrap(), None);
    let again = object.core.announcement(START_MS + 60_000).unwrap().unwrap();
    assert_eq!(again.endpoints[0].1, events[..1]);
}
