//! Messages of unknown outcome.

use object_commands::{dispatcher::PresenceSign, gateway_connection::DeliverOutcome};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{
    MINUTE_MS, Object, START_MS,
    paced::{GRAIN_MS, RULE, connected},
};

#[test]
fn message_of_unknown_outcome_is_offered_again_when_its_gateway_reconnects() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.project(START_MS + 1);
    object.sign("a", PresenceSign::Disconnected, START_MS + 2);
    let unknown_ms = START_MS + 5 * MINUTE_MS;
    object.core.process_due(unknown_ms).unwrap();
    assert!(object.core.pump(unknown_ms).unwrap().is_empty());
    object.project(unknown_ms + 1);
    object.evict();
    object.sign("a", PresenceSign::Connected, unknown_ms + 2);
    let deliveries = object.core.pump(unknown_ms + 2).unwrap();
    assert_eq!(deliveries[0].frames[0].wire_id, id);
    assert!(object.core.pump(unknown_ms + 3).unwrap().is_empty());
}

#[test]
fn gateway_that_reconnected_early_is_offered_the_message_once_its_outcome_is_unknown() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    object.project(START_MS + 1);
    object.sign("a", PresenceSign::Connected, START_MS + 2);
    assert!(object.core.pump(START_MS + 2).unwrap().is_empty());
    let next_ms = object
        .core
        .next_attention_ms(START_MS + 2, UnixMillis::EPOCH, UnixMillis::EPOCH)
        .unwrap()
        .unwrap();
    assert!(next_ms <= START_MS + 5 * MINUTE_MS);
    object.sign("a", PresenceSign::Alive, START_MS + 5 * MINUTE_MS);
    object.core.process_due(START_MS + 5 * MINUTE_MS).unwrap();
    assert_eq!(object.core.pump(START_MS + 5 * MINUTE_MS).unwrap().len(), 1);
}

#[test]
fn failed_repeated_offer_leaves_the_message_with_the_phone_that_may_have_sent_it() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.online("a", START_MS);
    let id = object.accept(START_MS);
    object.core.pump(START_MS).unwrap();
    let unknown_ms = START_MS + 5 * MINUTE_MS;
    object.sign("a", PresenceSign::Connected, unknown_ms);
    object.core.process_due(unknown_ms).unwrap();
    let again = object.core.pump(unknown_ms).unwrap().remove(0);
    object.core.record_delivery(&again, DeliverOutcome::NoSocket, unknown_ms).unwrap();
    object.online("b", unknown_ms);
    assert!(object.core.pump(unknown_ms + 1).unwrap().is_empty());
    assert_eq!(object.state(&id), Some("dispatched"));
    object.sign("a", PresenceSign::Connected, unknown_ms + 2);
    assert_eq!(object.core.pump(unknown_ms + 2).unwrap().len(), 1);
}

/// A disconnected phone that was given ten messages and reported on none.
fn with_ten_unreported(sql: &MemorySql) -> (Object<'_>, Vec<String>) {
    let mut object = connected(sql, &["a"]);
    let ids: Vec<String> = (0..10).map(|at| object.send_plain(1, START_MS + at)).collect();
    object.pump_frames(START_MS + 10);
    object.sign("a", PresenceSign::Disconnected, START_MS + 11);
    (object, ids)
}

#[test]
fn repeated_offer_within_the_window_needs_no_capacity_and_counts_from_then_on() {
    let sql = MemorySql::open().unwrap();
    let (mut object, ids) = with_ten_unreported(&sql);
    let again_ms = START_MS + 6 * MINUTE_MS;
    object.core.process_due(again_ms).unwrap();
    object.sign("a", PresenceSign::Connected, again_ms);
    assert_eq!(object.wire_ids(again_ms), ids);
    // The new count also holds for an instance that did not make the offer.
    object.evict();
    let at_ms = START_MS + 10 + RULE.window_ms + GRAIN_MS;
    object.sign("a", PresenceSign::AliveOnSocket, at_ms);
    object.send_plain(1, at_ms);
    assert!(object.wire_ids(at_ms).is_empty());
    let at_ms = again_ms + RULE.window_ms + GRAIN_MS;
    object.sign("a", PresenceSign::AliveOnSocket, at_ms);
    assert_eq!(object.wire_ids(at_ms).len(), 1);
}

#[test]
fn repeated_offer_after_the_window_needs_capacity() {
    let sql = MemorySql::open().unwrap();
    let (mut object, ids) = with_ten_unreported(&sql);
    let again_ms = START_MS + RULE.window_ms + MINUTE_MS;
    object.core.process_due(again_ms).unwrap();
    object.sign("a", PresenceSign::Connected, again_ms);
    for at in 0..4 {
        object.send_plain(1, again_ms + at);
    }
    // They are offered in the order of acceptance, as far as there is capacity.
    assert_eq!(object.wire_ids(again_ms + 4), ids);
    let at_ms = again_ms + 4 + RULE.window_ms + GRAIN_MS;
    object.sign("a", PresenceSign::AliveOnSocket, at_ms);
    assert_eq!(object.wire_ids(at_ms).len(), 4);
}

#[test]
fn failed_repeated_offer_leaves_the_count_unchanged() {
    let sql = MemorySql::open().unwrap();
    let (mut object, ids) = with_ten_unreported(&sql);
    let again_ms = START_MS + 6 * MINUTE_MS;
    object.core.process_due(again_ms).unwrap();
    object.sign("a", PresenceSign::Connected, again_ms);
    let delivery = object.core.pump(again_ms).unwrap().remove(0);
    object.core.record_delivery(&delivery, DeliverOutcome::NoSocket, again_ms).unwrap();
    let at_ms = START_MS + 10 + RULE.window_ms + GRAIN_MS;
    object.sign("a", PresenceSign::AliveOnSocket, at_ms);
    assert_eq!(object.wire_ids(at_ms), ids);
}
