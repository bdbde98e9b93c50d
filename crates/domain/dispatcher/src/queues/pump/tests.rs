//! Order in which messages are routed.

use messaging::{Options, ReportStatus};
use object_commands::dispatcher::PresenceSign;
use object_sql::native::MemorySql;

use crate::testing::{
    Object, START_MS, accepted,
    paced::{connected, paced, pinned, priority},
    with_options,
};

#[test]
fn message_goes_to_the_connected_gateway_and_leaves_the_object_once_settled() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    let deliveries = object.core.pump(START_MS).unwrap();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(
        (deliveries[0].gateway_id.as_str(), deliveries[0].frames[0].wire_id.as_str()),
        ("a", id.as_str())
    );
    object.report("a", &id, ReportStatus::Sent, START_MS + 1);
    object.report("a", &id, ReportStatus::Delivered, START_MS + 2);
    let batches = object.project(START_MS + 3);
    assert_eq!(batches[0].messages[0].state, "delivered");
    assert_eq!(object.state(&id), None);
    assert_eq!(object.count("SELECT COUNT(*) FROM message"), 0);
}

#[test]
fn waiting_messages_are_flushed_by_priority_and_then_in_order() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let early = object.accept(START_MS);
    let late = object.accept(START_MS + 1);
    let urgent = Options { priority: 5, ..Options::default() };
    let urgent = accepted(object.submit(with_options(urgent), START_MS + 2)).message_id;
    assert!(object.core.pump(START_MS + 3).unwrap().is_empty());
    object.evict();
    object.sign("a", PresenceSign::Connected, START_MS + 4);
    let deliveries = object.core.pump(START_MS + 4).unwrap();
    let order: Vec<&str> = deliveries[0].frames.iter().map(|sms| sms.wire_id.as_str()).collect();
    assert_eq!(order, [urgent, early, late]);
}

#[test]
fn waiting_messages_keep_their_order_over_several_rounds_and_newcomers() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.gateway("a", 1);
    let mut expected: Vec<String> = (0..450).map(|at| object.accept(START_MS + at)).collect();
    while !object.core.pump(START_MS + 500).unwrap().is_empty() {}
    object.sign("a", PresenceSign::Connected, START_MS + 500);
    expected.push(object.accept(START_MS + 501));
    let mut order = Vec::new();
    loop {
        let deliveries = object.core.pump(START_MS + 502).unwrap();
        if deliveries.is_empty() {
            break;
        }
        order.extend(deliveries.into_iter().flat_map(|it| it.frames).map(|sms| sms.wire_id));
    }
    assert_eq!(order, expected);
}

#[test]
fn eviction_after_acceptance_loses_no_message() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.accept(START_MS);
    object.evict();
    object.core.process_due(START_MS + 1).unwrap();
    assert_eq!(object.core.pump(START_MS + 1).unwrap().len(), 1);
}

#[test]
fn ready_messages_go_by_priority() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let first = object.send_plain(1, START_MS);
    let high = object.send(1, priority(5), START_MS + 1);
    let second = object.send_plain(1, START_MS + 2);
    let urgent = object.send(1, priority(127), START_MS + 3);
    assert_eq!(object.wire_ids(START_MS + 4), [urgent, high, first, second]);
}

#[test]
fn message_accepted_earlier_goes_first_whether_in_memory_or_in_a_queue() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    // The message is projected but not routed when the object ends: the alarm will find it.
    let in_memory = object.send_plain(1, START_MS);
    object.project(START_MS + 1);
    object.evict();
    object.sign("a", PresenceSign::Disconnected, START_MS + 2);
    let queued = object.send_plain(1, START_MS + 3);
    object.sign("a", PresenceSign::Connected, START_MS + 4);
    object.core.process_due(START_MS + 5).unwrap();
    assert_eq!(object.wire_ids(START_MS + 5), [in_memory, queued]);
}

#[test]
fn pinned_and_unpinned_messages_go_by_age() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    let mut ids = Vec::new();
    for at in 0..30 {
        let options = if at % 2 == 0 { Options::default() } else { pinned("a") };
        ids.push(object.send(1, options, START_MS + at));
        // Pumps after each message, so that they are routed one by one.
        object.pump_frames(START_MS + at);
    }
    for expected in [&ids[10..20], &ids[20..]] {
        let mut out: Vec<String> = Vec::new();
        while out.len() < 10 {
            out.extend(object.next_turn(&["a"]).1.into_iter().map(|it| it.1));
        }
        assert_eq!(out, *expected);
    }
}

#[test]
fn rows_behind_a_message_waiting_for_capacity_are_not_written() {
    let sql = MemorySql::open().unwrap();
    let mut object = paced(&sql);
    object.gateway("a", 1);
    for at in 0..40 {
        object.send_plain(1, START_MS + at);
    }
    object.sign("a", PresenceSign::Connected, START_MS + 50);
    assert_eq!(object.wire_ids(START_MS + 50).len(), 10);
    let held = "SELECT COUNT(*) FROM message WHERE record LIKE '%\"held\"%'";
    assert_eq!(object.count(held), 1);
    // Nothing is written when the queue is checked again in vain, either.
    object.evict();
    let changes = object.count("SELECT total_changes()");
    assert!(object.wire_ids(START_MS + 51).is_empty());
    assert!(object.count("SELECT total_changes()") - changes <= 2);
}
