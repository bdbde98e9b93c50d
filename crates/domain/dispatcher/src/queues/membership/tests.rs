//! Messages that stay in their queue or leave it.

use ids::GatewayId;
use messaging::{Options, ReportStatus, TimelineEvent};
use object_commands::{dispatcher::PresenceSign, gateway_connection::DeviceEvent};
use object_sql::native::MemorySql;

use crate::testing::{
    MINUTE_MS, Object, START_MS, accepted,
    phones::{NEW_APP, ONE},
    with_options,
};

#[test]
fn phone_that_misses_its_fetch_deadline_or_its_notice_loses_the_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let id = object.accept(START_MS);
    assert_eq!(object.told(START_MS), ["a"]);
    object.streaming("b", START_MS + 1);
    object.core.process_due(START_MS + MINUTE_MS - 1).unwrap();
    assert_eq!(object.told(START_MS + MINUTE_MS - 1), Vec::<String>::new());
    object.core.process_due(START_MS + MINUTE_MS).unwrap();
    assert_eq!(object.told(START_MS + MINUTE_MS), ["b"]);
    assert_eq!(object.fetch("a", START_MS + MINUTE_MS + 1).len(), 0);
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!(message.assigned_to(), Some(&GatewayId::from_text("b")));
    let events: Vec<_> = message.timeline.iter().map(|entry| entry.event).collect();
    let [accepted, assigned, lost] =
        [TimelineEvent::Accepted, TimelineEvent::Assigned, TimelineEvent::NotHandedOver];
    assert_eq!(events, [accepted, assigned, lost, assigned]);

    // The notice reaches no phone: the message is assigned to the other one without another minute's wait.
    object.sign("a", PresenceSign::Connected, START_MS + MINUTE_MS + 2);
    let second = object.accept(START_MS + MINUTE_MS + 3);
    object.core.pump(START_MS + MINUTE_MS + 3).unwrap();
    let notices = object.core.take_notices();
    assert_eq!((notices.len(), notices[0].event == DeviceEvent::MessageEnqueued), (1, true));
    let first = notices[0].gateway_id.clone();
    object.core.record_notice_outcome(&notices[0], false, START_MS + MINUTE_MS + 4).unwrap();
    let others = object.told(START_MS + MINUTE_MS + 4);
    assert_eq!((others.len(), others[0] != first.as_str()), (1, true));
    assert_ne!(object.core.status(&second).unwrap().unwrap().assigned_to(), Some(&first));
}

#[test]
fn messages_queued_for_a_busy_phone_stay_assigned_to_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let ids: Vec<String> = (0..103).map(|at| object.accept(START_MS + at)).collect();
    assert_eq!(object.fetch("p", START_MS + 1_000).len(), 100);
    let after_ms = START_MS + 2 * MINUTE_MS;
    object.core.process_due(after_ms).unwrap();
    assert_eq!(
        object.core.status(&ids[102]).unwrap().unwrap().assigned_to(),
        Some(&GatewayId::from_text("p"))
    );
    for id in &ids[..100] {
        object.say("p", id, &[(ONE, ReportStatus::Sent)], after_ms);
    }
    assert_eq!(object.fetch("p", after_ms + 1).len(), 3);
}

#[test]
fn message_expires_even_if_its_phone_never_fetches() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.phone("p", NEW_APP, None);
    let options = Options { expires_at_ms: Some(START_MS + 5_000), ..Options::default() };
    let id = accepted(object.submit(with_options(options), START_MS)).message_id;
    object.core.process_due(START_MS + 5_000).unwrap();
    let message = object.core.status(&id).unwrap().unwrap();
    assert_eq!(message.error(), Some("TTL expired"));
    assert_eq!(object.fetch("p", START_MS + 5_001).len(), 0);
}

#[test]
fn waiting_count_matches_the_queued_rows_after_fetch_report_and_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("p", START_MS);
    let id = object.accept(START_MS);
    object.accept(START_MS + 1);
    assert_eq!(object.core.waiting, 2);
    object.fetch("p", START_MS + 2);
    object.say("p", &id, &[(ONE, ReportStatus::Sent)], START_MS + 3);
    assert_eq!(object.core.waiting, 1);
    let waiting = object.core.waiting;
    object.evict();
    assert_eq!(object.core.waiting, waiting);
    object.core.process_due(START_MS + 100 * 3_600_000).unwrap();
    object.core.pump(START_MS + 100 * 3_600_000).unwrap();
    assert_eq!(
        i64::from(object.core.waiting),
        object.count("SELECT COUNT(*) FROM message WHERE queue IS NOT NULL")
    );
}
