use proptest::prelude::*;

use super::*;
use crate::samples::{
    AT_MS, any_event, conversion, endpoint, event, gateway, gateway_state, held, inbound, masked,
    message, opt_out, publication, session, stopped,
};

#[test]
fn same_fact_recorded_again_has_the_same_id() {
    let record = |at_ms, gateway| Event::record(Fact::MessageSent(message()), 3, gateway, at_ms).id;
    assert_eq!(record(AT_MS, Some(gateway())), record(AT_MS + 1, None));
}

#[test]
fn different_facts_have_different_ids() {
    let id = |kind, subject, ordinal, occurrence| {
        EventId::derive(kind, subject, ordinal, occurrence).as_str().to_owned()
    };
    let sent = EventKind::MessageSent;
    let mut ids = vec![
        id(sent, "msg_1", 0, 0),
        id(EventKind::MessageFailed, "msg_1", 0, 0),
        id(sent, "msg_2", 0, 0),
        id(sent, "msg_1", 1, 0),
        id(sent, "msg_1", 0, 1),
        id(sent, "msg_1\0", 0, 0),
        id(sent, "", 0, 0),
    ];
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 7);
}

/// Receivers deduplicate by these ids, so later versions must derive the same.
#[test]
fn event_id_is_a_truncated_sha_256_over_the_fact() {
    let derived = EventId::derive(EventKind::MessageFailed, "msg_1", 2, 258);
    assert_eq!(derived.as_str(), "evt_de9ffdc2c113e35ea71b0912d5e6cebb");
    assert_eq!(EventId::parse(derived.as_str()), Some(derived));
}

#[test]
fn recipients_of_one_message_have_separate_events_with_one_order_key() {
    let first = event(Fact::MessageSent(message()));
    let second = event(Fact::MessageSent(MessageFacts { ordinal: 1, ..message() }));
    assert_ne!(first.id, second.id);
    assert_eq!((first.order_key(), second.order_key()), ("msg_1", "msg_1"));
}

#[test]
fn every_fact_is_tagged_with_its_kind() {
    let facts = [
        Fact::MessageSent(message()),
        Fact::MessageDelivered(message()),
        Fact::MessageFailed(message()),
        Fact::MessageCancelled(message()),
        Fact::MessageHeld(held()),
        Fact::InboundReceived(inbound()),
        Fact::ProxyOutOfSession(masked()),
        Fact::ProxyIntercept(masked()),
        Fact::ProxySessionClosed(session()),
        Fact::OptOutChanged(opt_out()),
        Fact::SpendingStopped(stopped()),
        Fact::ConversionAlarm(conversion()),
        Fact::RelayRequestReceived(publication()),
        Fact::RelayPublished(publication()),
        Fact::RelayPublicationFailed(publication()),
        Fact::EndpointFailing(endpoint()),
        Fact::EndpointDisabled(endpoint()),
        Fact::GatewayOnline(gateway_state()),
        Fact::GatewayOffline(gateway_state()),
        Fact::GatewayLowBattery(gateway_state()),
        Fact::EndpointTest(endpoint()),
    ];
    assert_eq!(facts.len(), EventKind::ALL.len());
    for (fact, kind) in facts.into_iter().zip(EventKind::ALL) {
        assert_eq!(fact.kind(), kind);
        assert_eq!(serde_json::to_value(&fact).unwrap()["kind"], kind.as_str());
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert_eq!(EventKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(EventKind::parse("sms_sent"), None);
}

#[test]
fn malformed_event_id_is_refused() {
    let id = event(Fact::MessageSent(message())).id;
    let longer = format!("{}0", id.as_str());
    for text in ["", "evt_", "evt_é", &id.as_str().to_uppercase(), &longer, "msg_1"] {
        assert_eq!(EventId::parse(text), None, "{text}");
        assert!(serde_json::from_value::<EventId>(text.into()).is_err(), "{text}");
    }
}

#[test]
fn outbox_record_round_trips_and_keeps_its_field_names() {
    let record = serde_json::json!({
        "id": event(Fact::InboundReceived(inbound())).id.as_str(),
        "occurred_at_ms": AT_MS,
        "gateway": {"id": "V1StGXR8_Z5jdHi6B-myT", "device_id": "test-gateway-001"},
        "fact": {
            "kind": "inbound.received",
            "message_id": "msg_1",
            "from": {"e164": "+14155550100"},
            "text": "Hello",
            "received_at_ms": AT_MS,
        },
    });
    let event = event(Fact::InboundReceived(inbound()));
    assert_eq!(serde_json::to_value(&event).unwrap(), record);
    assert_eq!(serde_json::from_value::<Event>(record).unwrap(), event);
}

#[test]
fn callback_endpoint_is_part_of_the_record_and_not_of_the_id() {
    let plain = event(Fact::MessageSent(message()));
    let called = Event { callback_endpoint_id: Some("wc_1".to_owned()), ..plain.clone() };
    assert_eq!(serde_json::to_value(&called).unwrap()["callback_endpoint_id"], "wc_1");
    assert_eq!(called.id, plain.id);
    let record = serde_json::to_string(&called).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&record).unwrap(), called);
}

proptest! {
    #[test]
    fn any_event_round_trips_through_its_record(event in any_event()) {
        let json = serde_json::to_string(&event).unwrap();
        prop_assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    }

    #[test]
    fn debug_output_hides_numbers_texts_and_reasons(event in any_event()) {
        let facts = match &event.fact {
            Fact::MessageSent(facts)
            | Fact::MessageDelivered(facts)
            | Fact::MessageFailed(facts)
            | Fact::MessageCancelled(facts) => format!("{facts:?}"),
            Fact::MessageHeld(facts) => format!("{facts:?}"),
            Fact::InboundReceived(facts) => format!("{facts:?}"),
            Fact::ProxyOutOfSession(facts) | Fact::ProxyIntercept(facts) => format!("{facts:?}"),
            Fact::ProxySessionClosed(facts) => format!("{facts:?}"),
            Fact::OptOutChanged(facts) => format!("{facts:?}"),
            Fact::SpendingStopped(facts) => format!("{facts:?}"),
            Fact::GatewayOnline(facts)
            | Fact::GatewayOffline(facts)
            | Fact::GatewayLowBattery(facts) => format!("{facts:?}"),
            Fact::ConversionAlarm(facts) => format!("{facts:?}"),
            Fact::RelayRequestReceived(facts)
            | Fact::RelayPublished(facts)
            | Fact::RelayPublicationFailed(facts) => format!("{facts:?}"),
            Fact::EndpointFailing(facts)
            | Fact::EndpointDisabled(facts)
            | Fact::EndpointTest(facts) => format!("{facts:?}"),
        };
        for shown in [format!("{event:?}"), facts] {
            prop_assert!(!shown.contains("secret") && !shown.contains("+1415"), "{}", shown);
        }
    }
}
