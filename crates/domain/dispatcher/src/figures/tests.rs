//! Measurements of journeys, and how often they are stored.

use dispatcher_records::{LatencyHistogram, OperatingFigures};
use messaging::{Options, ReportStatus};
use object_commands::dispatcher::PresenceSign;
use object_sql::native::MemorySql;

use crate::testing::{MINUTE_MS, Object, START_MS, accepted, failed, with_options};

fn stored(object: &mut Object<'_>, now_ms: unix_time::UnixMillis) -> Vec<OperatingFigures> {
    object.project(now_ms).into_iter().filter_map(|batch| batch.figures).collect()
}

fn latency(total: u64, sum_ms: u64) -> impl Fn(&LatencyHistogram) -> bool {
    move |histogram| (histogram.total(), histogram.sum_ms()) == (total, sum_ms)
}

#[test]
fn transmission_is_measured_once_from_acceptance_to_frame_and_from_frame_to_report() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS + 300).unwrap();
    object.report("a", &id, ReportStatus::Sent, START_MS + 1_300);
    object.report("a", &id, ReportStatus::Sent, START_MS + 1_400);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 9_000);
    let figures = stored(&mut object, START_MS + MINUTE_MS).remove(0);
    assert!(latency(1, 300)(&figures.submit_to_frame), "{figures:?}");
    assert!(latency(1, 1_000)(&figures.frame_to_report), "{figures:?}");
    assert_eq!((figures.sockets, figures.waiting_messages, figures.retries), (1, 0, 0));
}

#[test]
fn scheduled_message_is_measured_from_its_time() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let due_ms = START_MS + MINUTE_MS;
    let options = Options { scheduled_at_ms: Some(due_ms), ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    object.sign("a", PresenceSign::Alive, due_ms);
    object.core.process_due(due_ms + 50).unwrap();
    object.core.pump(due_ms + 50).unwrap();
    object.report("a", &id, ReportStatus::Sent, due_ms + 60);
    let figures = stored(&mut object, due_ms + MINUTE_MS).remove(0);
    assert!(latency(1, 50)(&figures.submit_to_frame), "{figures:?}");
}

#[test]
fn failed_attempt_counts_as_a_retry_if_another_one_follows() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let single = Options { single_attempt: true, ..Options::default() };
    let ids = [Options::default(), single]
        .map(|options| accepted(object.submit(with_options(options), START_MS)).message_id);
    object.core.pump(START_MS).unwrap();
    for id in &ids {
        object.report("a", id, failed(), START_MS);
    }
    assert_eq!(stored(&mut object, START_MS + MINUTE_MS).remove(0).retries, 1);
}

#[test]
fn figures_are_stored_at_most_once_a_minute_and_only_if_they_changed() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    assert_eq!(stored(&mut object, START_MS).len(), 1);
    let id = object.accept(START_MS + 1);
    object.core.pump(START_MS + 1).unwrap();
    object.report("a", &id, ReportStatus::Sent, START_MS + 2);
    assert_eq!(stored(&mut object, START_MS + 3), []);
    let later_ms = START_MS + MINUTE_MS;
    let figures = stored(&mut object, later_ms).remove(0);
    assert_eq!((figures.at_ms, figures.submit_to_frame.total()), (later_ms, 1));
    assert_eq!(stored(&mut object, later_ms + MINUTE_MS), []);
}

#[test]
fn new_instance_continues_with_the_stored_figures() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    for at_ms in [START_MS, START_MS + MINUTE_MS] {
        let id = object.accept(at_ms);
        object.core.pump(at_ms).unwrap();
        object.report("a", &id, ReportStatus::Sent, at_ms);
        object.project(at_ms);
        object.evict();
        object.sign("a", PresenceSign::Connected, at_ms);
    }
    let id = object.accept(START_MS + 2 * MINUTE_MS);
    object.core.pump(START_MS + 2 * MINUTE_MS).unwrap();
    object.report("a", &id, ReportStatus::Sent, START_MS + 2 * MINUTE_MS);
    let figures = stored(&mut object, START_MS + 2 * MINUTE_MS).remove(0);
    assert_eq!(figures.submit_to_frame.total(), 3);
}

#[test]
fn messages_without_a_phone_show_as_waiting() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    let figures = stored(&mut object, START_MS).remove(0);
    assert_eq!((figures.waiting_messages, figures.sockets), (1, 0));
    assert_eq!(figures.unprojected_messages, 0);
}
