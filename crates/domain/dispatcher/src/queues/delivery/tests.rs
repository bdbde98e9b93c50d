//! Outcomes of handing frames over.

use messaging::{ReportEffect, ReportStatus};
use object_commands::{dispatcher::PresenceSign, gateway_connection::DeliverOutcome};
use object_sql::native::MemorySql;

use crate::testing::{MINUTE_MS, Object, START_MS, paced::connected};

#[test]
fn gateway_without_a_socket_loses_the_message_to_another() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.online("b", START_MS);
    object.gateway("a", 5);
    let id = object.accept(START_MS);
    let delivery = object.core.pump(START_MS).unwrap().remove(0);
    assert_eq!(delivery.gateway_id.as_str(), "a");
    object.core.record_delivery(&delivery, DeliverOutcome::NoSocket, START_MS).unwrap();
    let deliveries = object.core.pump(START_MS).unwrap();
    assert_eq!(deliveries[0].gateway_id.as_str(), "b");
    assert_eq!(object.report("a", &id, ReportStatus::Sent, START_MS), ReportEffect::Unknown);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
}

#[test]
fn partly_delivered_batch_releases_only_the_frames_not_handed_over() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let ids: Vec<String> = (0..3).map(|at| object.accept(START_MS + at)).collect();
    let delivery = object.core.pump(START_MS + 3).unwrap().remove(0);
    object
        .core
        .record_delivery(&delivery, DeliverOutcome::HandedOver { frames: 1 }, START_MS + 4)
        .unwrap();
    let states: Vec<_> = ids.iter().map(|id| object.state(id).unwrap()).collect();
    assert_eq!(states, ["dispatched", "accepted", "accepted"]);
}

#[test]
fn committed_lease_counts_as_handed_over_after_an_eviction() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.online("b", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.evict();
    for at_ms in [1, MINUTE_MS, 6 * MINUTE_MS] {
        object.core.process_due(START_MS + at_ms).unwrap();
        assert!(object.core.pump(START_MS + at_ms).unwrap().is_empty());
        object.project(START_MS + at_ms);
    }
    assert_eq!(object.state(&id), Some("dispatched"));
}

#[test]
fn frames_not_handed_over_do_not_count() {
    let sql = MemorySql::open().unwrap();
    let mut object = connected(&sql, &["a"]);
    for at in 0..10 {
        object.send_plain(1, START_MS + at);
    }
    let delivery = object.core.pump(START_MS + 10).unwrap().remove(0);
    object
        .core
        .record_delivery(&delivery, DeliverOutcome::HandedOver { frames: 4 }, START_MS + 11)
        .unwrap();
    object.sign("a", PresenceSign::Connected, START_MS + 12);
    assert_eq!(object.wire_ids(START_MS + 13).len(), 6);
    object.send_plain(1, START_MS + 14);
    assert!(object.wire_ids(START_MS + 15).is_empty());
}
