//! Gateways that are switched off or deleted.

use ids::GatewayId;
use object_commands::dispatcher::{PresenceSign, ReceiveOutcome};
use object_sql::native::MemorySql;
use unix_time::UnixMillis;

use crate::testing::{MINUTE_MS, Object, START_MS, inbound};

#[test]
fn inactive_gateway_is_sent_no_messages_and_its_inbound_sms_are_refused() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    let settings = dispatcher_records::GatewaySettings {
        id: GatewayId::from_text("a"),
        device_id: "device a".to_owned(),
        priority: 1,
        active: false,
        protocol: messaging::Protocol::Cable,
        kind: messaging::GatewayKind::Ordinary,
        pacing: None,
        send_window: None,
        push_token: None,
        usage: messaging::RouteUse::Usual,
        number: None,
        is_masking: false,
        seen_at_ms: UnixMillis::EPOCH,
    };
    object
        .core
        .apply_gateway_settings(&GatewayId::from_text("a"), Some(&settings), START_MS)
        .unwrap();
    object.sign("a", PresenceSign::Connected, START_MS);
    object.accept(START_MS);
    assert!(object.core.pump(START_MS).unwrap().is_empty());
    let outcome = object.core.receive(inbound("hi", Some(START_MS)), START_MS).unwrap().0;
    assert_eq!(outcome, ReceiveOutcome::GatewayInactive);
}

#[test]
fn messages_assigned_to_a_deleted_phone_wait_for_another() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let id = object.accept(START_MS);
    object.told(START_MS);
    object.core.apply_gateway_settings(&GatewayId::from_text("a"), None, START_MS + 1).unwrap();
    let later_ms = START_MS + MINUTE_MS;
    object.core.process_due(later_ms).unwrap();
    object.core.pump(later_ms).unwrap();
    object.project(later_ms);
    let next_ms = object.core.next_attention_ms(later_ms, later_ms, later_ms).unwrap();
    assert!(next_ms.is_some_and(|at_ms| at_ms >= later_ms + MINUTE_MS), "no alarm without a cause");
    object.streaming("b", later_ms + 1);
    assert_eq!(object.told(later_ms + 1), ["b"]);
    assert_eq!(
        object.core.status(&id).unwrap().unwrap().assigned_to(),
        Some(&GatewayId::from_text("b"))
    );
}

#[test]
fn unfetched_messages_move_to_another_phone_as_soon_as_theirs_is_deleted() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object.streaming("a", START_MS);
    let id = object.accept(START_MS);
    let had = object.accept(START_MS);
    assert_eq!(object.told(START_MS), ["a"]);
    object.streaming("b", START_MS + 1);
    // Both messages were fetched, so they are not withdrawn.
    let fetched = object.fetch("a", START_MS + 1);
    assert_eq!(fetched.len(), 2);
    let late = object.accept(START_MS + 2);
    object.told(START_MS + 2);
    let message = object.core.status(&late).unwrap().unwrap();
    let holder = message.assigned_to().unwrap().to_owned();
    let other = if holder.as_str() == "a" { "b" } else { "a" };
    object.core.apply_gateway_settings(&holder, None, START_MS + 3).unwrap();
    assert_eq!(object.core.take_withdrawn(10), std::slice::from_ref(&holder));
    assert!(!object.core.has_withdrawn());
    object.core.process_due(START_MS + 3).unwrap();
    assert_eq!(object.told(START_MS + 3), [other]);
    let message = object.core.status(&late).unwrap().unwrap();
    assert_eq!(message.assigned_to(), Some(&GatewayId::from_text(other)));
    for id in [&id, &had] {
        assert_eq!(object.state(id), Some("dispatched"), "a phone may have sent it");
    }
}

#[test]
fn sockets_of_unknown_and_active_gateways_are_not_closed() {
    let sql = MemorySql::open().unwrap();
    let mut object = Object::open(&sql);
    object
        .core
        .apply_gateway_settings(&GatewayId::from_text("never known"), None, START_MS)
        .unwrap();
    assert!(!object.core.has_withdrawn());
    object.streaming("a", START_MS);
    object.streaming("a", START_MS + 1);
    assert!(!object.core.has_withdrawn(), "it is in use");
}
