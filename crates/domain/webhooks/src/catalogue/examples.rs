//! Examples of events. Their numbers are reserved for fiction.

use ids::GatewayId;
use masking::ProxySessionId;
use telephony::{Address, MessageText};
use unix_time::UnixMillis;

use crate::{
    ConversionFacts, EndpointFacts, Event, EventKind, Fact, GatewayFacts, GatewayRef, HeldFacts,
    InboundFacts, MaskedFacts, MessageFacts, OptOutFacts, PublicationFacts, SessionFacts,
    StoppedFacts,
};

/// 2025-10-19T10:30:00Z.
const AT_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);
const HOUR_MS: i64 = 3_600_000;
pub(super) const ENDPOINT_ID: &str = "we_5f8b3c1e9a7d4f60b2c8e1a3d5f70912";
const MESSAGE_ID: &str = "msg_0199fc25d6c07f3ea1b2c3d4e5f60718";
const SESSION_ID: &str = "366910827c8e4a6593943a28e4931668";
const GATEWAY_ID: &str = "V1StGXR8_Z5jdHi6B-myT";
const DEVICE_ID: &str = "front-desk";
const MASKING_NUMBER: &str = "12025550142";

/// Returns an example of the event.
pub(super) fn event(kind: EventKind) -> Event {
    let fact = fact(kind);
    let with_gateway = matches!(
        kind,
        EventKind::MessageSent
            | EventKind::MessageDelivered
            | EventKind::MessageFailed
            | EventKind::InboundReceived
            | EventKind::OptOutChanged
    );
    let gateway = with_gateway.then(|| GatewayRef {
        id: GatewayId::from_text(GATEWAY_ID),
        device_id: DEVICE_ID.to_owned(),
    });
    Event::record(fact, 1, gateway, AT_MS)
}

fn fact(kind: EventKind) -> Fact {
    match kind {
        EventKind::MessageSent => {
            Fact::MessageSent(MessageFacts { sent_at_ms: Some(AT_MS), ..message() })
        }
        EventKind::MessageDelivered => Fact::MessageDelivered(MessageFacts {
            sent_at_ms: Some(AT_MS.saturating_sub(2_000)),
            delivered_at_ms: Some(AT_MS),
            ..message()
        }),
        EventKind::MessageFailed => Fact::MessageFailed(MessageFacts {
            retry_count: 3,
            error: Some("no service".to_owned()),
            failed_at_ms: Some(AT_MS),
            ..message()
        }),
        EventKind::MessageCancelled => Fact::MessageCancelled(message()),
        EventKind::MessageHeld => Fact::MessageHeld(HeldFacts {
            message_id: MESSAGE_ID.to_owned(),
            client_id: Some("order-1042".to_owned()),
            recipient_count: 1,
            reason: "pacing".to_owned(),
            eta_ms: Some(AT_MS.saturating_add(HOUR_MS)),
            timeline_head: Some("5a1f0c9d2e7b4836a0f1c2d3e4b59687".to_owned()),
        }),
        EventKind::InboundReceived => Fact::InboundReceived(InboundFacts {
            message_id: MESSAGE_ID.to_owned(),
            from: address("12025550123"),
            to: Some(address("12025550199")),
            text: MessageText::new("Is my order ready?"),
            sim_number: Some(1),
            received_at_ms: AT_MS,
        }),
        EventKind::ProxyOutOfSession => {
            Fact::ProxyOutOfSession(MaskedFacts { session_id: None, to: None, ..masked() })
        }
        EventKind::ProxyIntercept => Fact::ProxyIntercept(masked()),
        EventKind::ProxySessionClosed => Fact::ProxySessionClosed(SessionFacts {
            session_id: ProxySessionId::from_text(SESSION_ID),
            number: MASKING_NUMBER.to_owned(),
            participant_a: "12025550123".to_owned(),
            participant_b: "12025550199".to_owned(),
            reason: "expired".to_owned(),
            created_at_ms: AT_MS.saturating_sub(HOUR_MS),
            closed_at_ms: AT_MS,
        }),
        EventKind::OptOutChanged => Fact::OptOutChanged(OptOutFacts {
            subject: "0123456789abcdef0123456789abcdef".to_owned(),
            number: address("12025550123"),
            change: "out".to_owned(),
            by: "keyword".to_owned(),
            keyword: Some("stop".to_owned()),
            message_id: Some(MESSAGE_ID.to_owned()),
        }),
        EventKind::SpendingStopped => Fact::SpendingStopped(StoppedFacts {
            subject: "0123456789abcdef0123456789abcdef".to_owned(),
            purpose: "codes".to_owned(),
            reason: "number_block_hour".to_owned(),
            limit: Some(20),
            number_block: Some("+120255".to_owned()),
            until_ms: AT_MS.saturating_add(HOUR_MS),
        }),
        EventKind::GatewayOnline => Fact::GatewayOnline(gateway(80, AT_MS)),
        EventKind::GatewayOffline => {
            Fact::GatewayOffline(gateway(80, AT_MS.saturating_sub(120_000)))
        }
        EventKind::GatewayLowBattery => Fact::GatewayLowBattery(gateway(14, AT_MS)),
        EventKind::ConversionAlarm => Fact::ConversionAlarm(ConversionFacts {
            subject: "0123456789abcdef0123456789abcdef".to_owned(),
            purpose: "codes".to_owned(),
            number_block: Some("+120255".to_owned()),
            until_ms: AT_MS.saturating_add(HOUR_MS),
        }),
        EventKind::RelayRequestReceived => Fact::RelayRequestReceived(publication()),
        EventKind::RelayPublished => Fact::RelayPublished(publication()),
        EventKind::RelayPublicationFailed => Fact::RelayPublicationFailed(PublicationFacts {
            reason: Some("refused".to_owned()),
            ..publication()
        }),
        EventKind::EndpointFailing => Fact::EndpointFailing(EndpointFacts {
            endpoint_id: ENDPOINT_ID.to_owned(),
            reason: None,
        }),
        EventKind::EndpointDisabled => Fact::EndpointDisabled(EndpointFacts {
            endpoint_id: ENDPOINT_ID.to_owned(),
            reason: Some("gone".to_owned()),
        }),
        EventKind::EndpointTest => {
            Fact::EndpointTest(EndpointFacts { endpoint_id: ENDPOINT_ID.to_owned(), reason: None })
        }
    }
}

fn gateway(battery_level: u8, last_seen_at_ms: UnixMillis) -> GatewayFacts {
    GatewayFacts {
        gateway_id: GATEWAY_ID.to_owned(),
        device_id: DEVICE_ID.to_owned(),
        battery_level: Some(battery_level),
        last_seen_at_ms,
    }
}

fn publication() -> PublicationFacts {
    PublicationFacts {
        publication_id: "pub_0199fc25d6c07f3ea1b2c3d4e5f60718".to_owned(),
        user_id: "6f1d2c3b4a5948f7a6b5c4d3e2f10918".to_owned(),
        platform: "gmail".to_owned(),
        reason: None,
    }
}

fn message() -> MessageFacts {
    MessageFacts {
        message_id: MESSAGE_ID.to_owned(),
        client_id: Some("order-1042".to_owned()),
        ordinal: 0,
        recipient_count: 1,
        part_count: 1,
        to: address("12025550123"),
        sim_number: Some(1),
        retry_count: 0,
        error: None,
        sent_at_ms: None,
        delivered_at_ms: None,
        failed_at_ms: None,
        timeline_head: Some("5a1f0c9d2e7b4836a0f1c2d3e4b59687".to_owned()),
    }
}

fn masked() -> MaskedFacts {
    MaskedFacts {
        message_id: MESSAGE_ID.to_owned(),
        session_id: Some(ProxySessionId::from_text(SESSION_ID)),
        number: MASKING_NUMBER.to_owned(),
        from: address("12025550123"),
        to: Some(address("12025550199")),
        text: MessageText::new("I am at the door"),
        received_at_ms: AT_MS,
    }
}

fn address(number: &str) -> Address {
    Address::of_key(number)
}
