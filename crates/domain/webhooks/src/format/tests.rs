use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{
    EventKind, Fact, InboundFacts, MaskedFacts, MessageFacts, PublicationFacts,
    samples::{
        AT_MS, address, any_event, conversion, endpoint, event, gateway_state, held, inbound,
        masked, message, opt_out, publication, session, stopped,
    },
};

fn rendered(format: Format, fact: Fact) -> Option<String> {
    let body = format.render(&event(fact), "ep_1")?;
    Some(String::from_utf8(body).unwrap())
}

/// Returns the body without the envelope's id, after checking that it is the event's.
fn smsgate(fact: Fact) -> String {
    let body = rendered(Format::Smsgate, fact.clone()).unwrap();
    body.replace(event(fact).id.as_str(), "evt_…")
}

fn failed() -> MessageFacts {
    MessageFacts {
        client_id: Some("order-7".to_owned()),
        sim_number: Some(2),
        retry_count: 3,
        error: Some("RESULT_ERROR_NO_SERVICE".to_owned()),
        failed_at_ms: Some(AT_MS + 1_999),
        timeline_head: Some("00ff".to_owned()),
        ..message()
    }
}

#[test]
fn gateway_api_body_matches_the_readme_byte_for_byte() {
    let body = rendered(Format::GatewayApi, Fact::InboundReceived(inbound())).unwrap();
    assert_eq!(
        body,
        r#"{"event":"sms_received","message_id":"msg_1","from":"+14155550100","message":"Hello","received_at":"2025-10-19T10:30:00Z","gateway_id":"test-gateway-001"}"#
    );
}

#[test]
fn other_gateway_api_bodies_follow_the_readme() {
    let facts = MessageFacts { client_id: Some("order-7".to_owned()), ..message() };
    for (fact, expected) in [
        (
            Fact::MessageSent(facts.clone()),
            r#"{"event":"sms_sent","message_id":"msg_1","to":"+14155550100","status":"sent","sent_at":"2025-10-19T10:30:00Z","gateway_id":"test-gateway-001"}"#,
        ),
        (
            Fact::MessageDelivered(facts),
            r#"{"event":"sms_delivered","message_id":"msg_1","to":"+14155550100","status":"delivered","delivered_at":"2025-10-19T10:30:00Z","gateway_id":"test-gateway-001"}"#,
        ),
        (
            Fact::MessageFailed(failed()),
            r#"{"event":"sms_failed","message_id":"msg_1","to":"+14155550100","status":"failed","error_message":"RESULT_ERROR_NO_SERVICE","failed_at":"2025-10-19T10:30:01Z","retry_count":3,"gateway_id":"test-gateway-001"}"#,
        ),
    ] {
        assert_eq!(rendered(Format::GatewayApi, fact).unwrap(), expected);
    }
}

#[test]
fn smsgate_bodies_match_those_of_its_phones() {
    let two_ended =
        InboundFacts { to: Some(address("+14155550199")), sim_number: Some(1), ..inbound() };
    for (fact, expected) in [
        (
            Fact::InboundReceived(inbound()),
            r#"{"id":"evt_…","webhookId":"ep_1","event":"sms:received","deviceId":"V1StGXR8_Z5jdHi6B-myT","payload":{"messageId":"msg_1","phoneNumber":"+14155550100","sender":"+14155550100","message":"Hello","receivedAt":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::InboundReceived(two_ended),
            r#"{"id":"evt_…","webhookId":"ep_1","event":"sms:received","deviceId":"V1StGXR8_Z5jdHi6B-myT","payload":{"messageId":"msg_1","phoneNumber":"+14155550100","sender":"+14155550100","recipient":"+14155550199","simNumber":1,"message":"Hello","receivedAt":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::MessageSent(message()),
            r#"{"id":"evt_…","webhookId":"ep_1","event":"sms:sent","deviceId":"V1StGXR8_Z5jdHi6B-myT","payload":{"messageId":"msg_1","phoneNumber":"+14155550100","recipient":"+14155550100","partsCount":2,"sentAt":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::MessageDelivered(message()),
            r#"{"id":"evt_…","webhookId":"ep_1","event":"sms:delivered","deviceId":"V1StGXR8_Z5jdHi6B-myT","payload":{"messageId":"msg_1","phoneNumber":"+14155550100","recipient":"+14155550100","deliveredAt":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::MessageFailed(failed()),
            r#"{"id":"evt_…","webhookId":"ep_1","event":"sms:failed","deviceId":"V1StGXR8_Z5jdHi6B-myT","payload":{"messageId":"order-7","phoneNumber":"+14155550100","recipient":"+14155550100","simNumber":2,"failedAt":"2025-10-19T10:30:01.999Z","reason":"RESULT_ERROR_NO_SERVICE"}}"#,
        ),
        (
            Fact::MessageCancelled(message()),
            r#"{"id":"evt_…","webhookId":"ep_1","event":"sms:cancelled","deviceId":"V1StGXR8_Z5jdHi6B-myT","payload":{"messageId":"msg_1","phoneNumber":"+14155550100","recipient":"+14155550100","cancelledAt":"2025-10-19T10:30:00.000Z"}}"#,
        ),
    ] {
        assert_eq!(smsgate(fact), expected);
    }
}

#[test]
fn standard_webhooks_bodies_have_type_timestamp_and_data() {
    for (fact, expected) in [
        (
            Fact::InboundReceived(inbound()),
            r#"{"type":"inbound.received","timestamp":"2025-10-19T10:30:00.000Z","data":{"message_id":"msg_1","from":"+14155550100","to":null,"text":"Hello","received_at":"2025-10-19T10:30:00.000Z","gateway_id":"V1StGXR8_Z5jdHi6B-myT","device_id":"test-gateway-001","sim_number":null}}"#,
        ),
        (
            Fact::MessageFailed(failed()),
            r#"{"type":"message.failed","timestamp":"2025-10-19T10:30:00.000Z","data":{"message_id":"msg_1","client_id":"order-7","to":"+14155550100","gateway_id":"V1StGXR8_Z5jdHi6B-myT","device_id":"test-gateway-001","sim_number":2,"recipient_count":1,"part_count":2,"retry_count":3,"error":"RESULT_ERROR_NO_SERVICE","sent_at":null,"delivered_at":null,"failed_at":"2025-10-19T10:30:01.999Z","timeline_head":"00ff"}}"#,
        ),
        (
            Fact::ProxyIntercept(masked()),
            r#"{"type":"proxy.intercept","timestamp":"2025-10-19T10:30:00.000Z","data":{"message_id":"msg_1","session_id":"366910827c8e4a6593943a28e4931668","number":"12062992129","from":"+14155550100","to":"+14155550199","text":"Hello","received_at":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::ProxyOutOfSession(MaskedFacts { session_id: None, to: None, ..masked() }),
            r#"{"type":"proxy.out_of_session","timestamp":"2025-10-19T10:30:00.000Z","data":{"message_id":"msg_1","session_id":null,"number":"12062992129","from":"+14155550100","to":null,"text":"Hello","received_at":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::ProxySessionClosed(session()),
            r#"{"type":"proxy.session_closed","timestamp":"2025-10-19T10:30:00.000Z","data":{"session_id":"366910827c8e4a6593943a28e4931668","number":"12062992129","participant_a":"14155550100","participant_b":"14155550199","reason":"expired","created_at":"2025-10-19T10:29:00.000Z","closed_at":"2025-10-19T10:30:00.000Z"}}"#,
        ),
        (
            Fact::OptOutChanged(opt_out()),
            r#"{"type":"opt_out.changed","timestamp":"2025-10-19T10:30:00.000Z","data":{"number":"+14155550100","change":"out","by":"keyword","keyword":"stop","message_id":"msg_1","gateway_id":"V1StGXR8_Z5jdHi6B-myT","device_id":"test-gateway-001"}}"#,
        ),
        (
            Fact::GatewayOnline(gateway_state()),
            r#"{"type":"gateway.online","timestamp":"2025-10-19T10:30:00.000Z","data":{"gateway_id":"V1StGXR8_Z5jdHi6B-myT","device_id":"test-gateway-001","battery_level":14,"last_seen_at":"2025-10-19T10:29:00.000Z"}}"#,
        ),
        (
            Fact::GatewayOffline(gateway_state()),
            r#"{"type":"gateway.offline","timestamp":"2025-10-19T10:30:00.000Z","data":{"gateway_id":"V1StGXR8_Z5jdHi6B-myT","device_id":"test-gateway-001","battery_level":14,"last_seen_at":"2025-10-19T10:29:00.000Z"}}"#,
        ),
        (
            Fact::GatewayLowBattery(gateway_state()),
            r#"{"type":"gateway.low_battery","timestamp":"2025-10-19T10:30:00.000Z","data":{"gateway_id":"V1StGXR8_Z5jdHi6B-myT","device_id":"test-gateway-001","battery_level":14,"last_seen_at":"2025-10-19T10:29:00.000Z"}}"#,
        ),
        (
            Fact::SpendingStopped(stopped()),
            r#"{"type":"spending.stopped","timestamp":"2025-10-19T10:30:00.000Z","data":{"purpose":"sign_up_codes","reason":"number_block_hour","limit":20,"number_block":"+237679","until":"2025-10-19T10:31:00.000Z"}}"#,
        ),
        (
            Fact::MessageHeld(held()),
            r#"{"type":"message.held","timestamp":"2025-10-19T10:30:00.000Z","data":{"message_id":"msg_1","client_id":"order-7","recipient_count":2,"reason":"pacing","eta":"2025-10-19T10:31:00.000Z","timeline_head":"00ff"}}"#,
        ),
        (
            Fact::ConversionAlarm(conversion()),
            r#"{"type":"otp.conversion_alarm","timestamp":"2025-10-19T10:30:00.000Z","data":{"purpose":"codes","number_block":"+237679","until":"2025-10-19T10:31:00.000Z"}}"#,
        ),
        (
            Fact::RelayRequestReceived(publication()),
            r#"{"type":"relay.request_received","timestamp":"2025-10-19T10:30:00.000Z","data":{"publication_id":"pub_1","user_id":"user_1","platform":"gmail","reason":null}}"#,
        ),
        (
            Fact::RelayPublished(publication()),
            r#"{"type":"relay.published","timestamp":"2025-10-19T10:30:00.000Z","data":{"publication_id":"pub_1","user_id":"user_1","platform":"gmail","reason":null}}"#,
        ),
        (
            Fact::RelayPublicationFailed(PublicationFacts {
                reason: Some("unknown".to_owned()),
                ..publication()
            }),
            r#"{"type":"relay.publication_failed","timestamp":"2025-10-19T10:30:00.000Z","data":{"publication_id":"pub_1","user_id":"user_1","platform":"gmail","reason":"unknown"}}"#,
        ),
        (
            Fact::EndpointFailing(endpoint()),
            r#"{"type":"endpoint.failing","timestamp":"2025-10-19T10:30:00.000Z","data":{"endpoint_id":"ep_1","reason":null}}"#,
        ),
        (
            Fact::EndpointTest(endpoint()),
            r#"{"type":"endpoint.test","timestamp":"2025-10-19T10:30:00.000Z","data":{"endpoint_id":"ep_1","reason":null}}"#,
        ),
    ] {
        assert_eq!(rendered(Format::Standard, fact).unwrap(), expected);
    }
}

#[test]
fn reported_time_takes_precedence_over_the_time_of_recording() {
    let own = |fact, format| rendered(format, fact).unwrap().contains("2025-10-19T10:31:00");
    let minute_later = Some(AT_MS + 60_000);
    let sent = MessageFacts { sent_at_ms: minute_later, ..message() };
    let delivered = MessageFacts { delivered_at_ms: minute_later, ..message() };
    let failed = MessageFacts { failed_at_ms: minute_later, ..message() };
    let received = InboundFacts { received_at_ms: AT_MS + 60_000, ..inbound() };
    for format in Format::ALL {
        assert!(own(Fact::MessageSent(sent.clone()), format));
        assert!(own(Fact::MessageDelivered(delivered.clone()), format));
        assert!(own(Fact::MessageFailed(failed.clone()), format));
        assert!(own(Fact::InboundReceived(received.clone()), format));
    }
}

#[test]
fn standard_body_always_has_the_time_of_its_event() {
    for (fact, field) in [
        (Fact::MessageSent(message()), "sent_at"),
        (Fact::MessageDelivered(message()), "delivered_at"),
        (Fact::MessageFailed(message()), "failed_at"),
    ] {
        let body: Value = serde_json::from_str(&rendered(Format::Standard, fact).unwrap()).unwrap();
        assert_eq!(body["data"][field], "2025-10-19T10:30:00.000Z");
        let times = ["sent_at", "delivered_at", "failed_at"];
        assert_eq!(times.iter().filter(|time| body["data"][time].is_null()).count(), 2);
    }
}

#[test]
fn message_without_a_gateway_has_no_gateway_fields() {
    let mut event = event(Fact::MessageFailed(message()));
    event.gateway = None;
    let body = |format: Format| -> Value {
        serde_json::from_slice(&format.render(&event, "ep_1").unwrap()).unwrap()
    };
    let gateway_api = body(Format::GatewayApi);
    assert_eq!(gateway_api.get("gateway_id"), Some(&Value::Null));
    assert_eq!(gateway_api.get("error_message"), Some(&Value::Null));
    let smsgate = body(Format::Smsgate);
    assert_eq!(smsgate.get("deviceId"), None);
    assert_eq!(smsgate["payload"]["reason"], "unknown");
    assert_eq!(body(Format::Standard)["data"]["gateway_id"], Value::Null);
}

#[test]
fn format_without_the_event_renders_no_body() {
    for (fact, formats) in [
        (Fact::MessageCancelled(message()), vec![Format::Smsgate, Format::Standard]),
        (Fact::MessageHeld(held()), vec![Format::Standard]),
        (Fact::ProxyOutOfSession(masked()), vec![Format::Standard]),
        (Fact::ProxyIntercept(masked()), vec![Format::Standard]),
        (Fact::ProxySessionClosed(session()), vec![Format::Standard]),
        (Fact::OptOutChanged(opt_out()), vec![Format::Standard]),
        (Fact::SpendingStopped(stopped()), vec![Format::Standard]),
        (Fact::GatewayOnline(gateway_state()), vec![Format::Standard]),
        (Fact::GatewayOffline(gateway_state()), vec![Format::Standard]),
        (Fact::GatewayLowBattery(gateway_state()), vec![Format::Standard]),
        (Fact::ConversionAlarm(conversion()), vec![Format::Standard]),
        (Fact::RelayRequestReceived(publication()), vec![Format::Standard]),
        (Fact::RelayPublished(publication()), vec![Format::Standard]),
        (Fact::RelayPublicationFailed(publication()), vec![Format::Standard]),
        (Fact::EndpointFailing(endpoint()), vec![Format::Standard]),
        (Fact::EndpointDisabled(endpoint()), vec![Format::Standard]),
        (Fact::EndpointTest(endpoint()), Format::ALL.to_vec()),
    ] {
        for format in Format::ALL {
            assert_eq!(rendered(format, fact.clone()).is_some(), formats.contains(&format));
        }
    }
}

#[test]
fn format_name_round_trips() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.as_str()), Some(format));
        assert_eq!(serde_json::to_value(format).unwrap(), format.as_str());
    }
    assert_eq!(Format::parse("xml"), None);
}

proptest! {
    #[test]
    fn any_event_renders_as_json_that_names_it(event in any_event(), endpoint_id in "\\PC{0,8}") {
        for format in Format::ALL {
            let (name, field) = match format {
                Format::GatewayApi => (event.kind().gateway_api_name(), "event"),
                Format::Smsgate => (event.kind().smsgate_name(), "event"),
                Format::Standard => (Some(event.kind().as_str()), "type"),
            };
            let body = format.render(&event, &endpoint_id);
            prop_assert_eq!(body.is_some(), name.is_some());
            let Some(body) = body else { continue };
            let value: Value = serde_json::from_slice(&body).unwrap();
            prop_assert_eq!(value[field].as_str(), name);
            prop_assert_eq!(format.render(&event, &endpoint_id), Some(body));
        }
    }

    #[test]
    fn message_text_is_unchanged_in_the_body(text: String) {
        let mut facts = inbound();
        facts.text = telephony::MessageText::new(text.clone());
        let event = event(Fact::InboundReceived(facts));
        prop_assert_eq!(event.kind(), EventKind::InboundReceived);
        for (format, pointer) in [
            (Format::GatewayApi, "/message"),
            (Format::Smsgate, "/payload/message"),
            (Format::Standard, "/data/text"),
        ] {
            let body = format.render(&event, "ep_1").unwrap();
            let value: Value = serde_json::from_slice(&body).unwrap();
            prop_assert_eq!(value.pointer(pointer).and_then(Value::as_str), Some(text.as_str()));
        }
    }
}
