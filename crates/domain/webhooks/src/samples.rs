//! Events for the tests.

use ids::GatewayId;
use masking::ProxySessionId;
use proptest::prelude::*;
use telephony::{Address, MessageText, Region};
use unix_time::UnixMillis;

use crate::{
    ConversionFacts, EndpointFacts, Event, Fact, GatewayFacts, GatewayRef, HeldFacts, InboundFacts,
    MaskedFacts, MessageFacts, OptOutFacts, PublicationFacts, SessionFacts, StoppedFacts,
};

/// 2025-10-19T10:30:00Z, the time of the readme's example.
pub(crate) const AT_MS: UnixMillis = UnixMillis::new(1_760_869_800_000);

pub(crate) fn gateway() -> GatewayRef {
    GatewayRef {
        id: GatewayId::from_text("V1StGXR8_Z5jdHi6B-myT"),
        device_id: "test-gateway-001".to_owned(),
    }
}

pub(crate) fn address(text: &str) -> Address {
    Address::lenient(text, Region::parse("US").unwrap())
}

pub(crate) fn event(fact: Fact) -> Event {
    Event::record(fact, 1, Some(gateway()), AT_MS)
}

pub(crate) fn inbound() -> InboundFacts {
    InboundFacts {
        message_id: "msg_1".to_owned(),
        from: address("+14155550100"),
        to: None,
        text: MessageText::new("Hello"),
        sim_number: None,
        received_at_ms: AT_MS,
    }
}

pub(crate) fn message() -> MessageFacts {
    MessageFacts {
        message_id: "msg_1".to_owned(),
        client_id: None,
        ordinal: 0,
        recipient_count: 1,
        part_count: 2,
        to: address("+14155550100"),
        sim_number: None,
        retry_count: 0,
        error: None,
        sent_at_ms: None,
        delivered_at_ms: None,
        failed_at_ms: None,
        timeline_head: None,
    }
}

pub(crate) fn endpoint() -> EndpointFacts {
    EndpointFacts { endpoint_id: "ep_1".to_owned(), reason: None }
}

pub(crate) fn masked() -> MaskedFacts {
    MaskedFacts {
        message_id: "msg_1".to_owned(),
        session_id: Some(ProxySessionId::from_text("366910827c8e4a6593943a28e4931668")),
        number: "12062992129".to_owned(),
        from: address("+14155550100"),
        to: Some(address("+14155550199")),
        text: MessageText::new("Hello"),
        received_at_ms: AT_MS,
    }
}

pub(crate) fn stopped() -> StoppedFacts {
    StoppedFacts {
        subject: "0123456789abcdef0123456789abcdef".to_owned(),
        purpose: "sign_up_codes".to_owned(),
        reason: "number_block_hour".to_owned(),
        limit: Some(20),
        number_block: Some("+237679".to_owned()),
        until_ms: AT_MS + 60_000,
    }
}

pub(crate) fn held() -> HeldFacts {
    HeldFacts {
        message_id: "msg_1".to_owned(),
        client_id: Some("order-7".to_owned()),
        recipient_count: 2,
        reason: "pacing".to_owned(),
        eta_ms: Some(AT_MS + 60_000),
        timeline_head: Some("00ff".to_owned()),
    }
}

pub(crate) fn conversion() -> ConversionFacts {
    ConversionFacts {
        subject: "low_conversion of +237679".to_owned(),
        purpose: "codes".to_owned(),
        number_block: Some("+237679".to_owned()),
        until_ms: AT_MS + 60_000,
    }
}

pub(crate) fn publication() -> PublicationFacts {
    PublicationFacts {
        publication_id: "pub_1".to_owned(),
        user_id: "user_1".to_owned(),
        platform: "gmail".to_owned(),
        reason: None,
    }
}

pub(crate) fn opt_out() -> OptOutFacts {
    OptOutFacts {
        subject: "0123456789abcdef0123456789abcdef".to_owned(),
        number: address("+14155550100"),
        change: "out".to_owned(),
        by: "keyword".to_owned(),
        keyword: Some("stop".to_owned()),
        message_id: Some("msg_1".to_owned()),
    }
}

pub(crate) fn gateway_state() -> GatewayFacts {
    GatewayFacts {
        gateway_id: "V1StGXR8_Z5jdHi6B-myT".to_owned(),
        device_id: "test-gateway-001".to_owned(),
        battery_level: Some(14),
        last_seen_at_ms: AT_MS - 60_000,
    }
}

pub(crate) fn session() -> SessionFacts {
    SessionFacts {
        session_id: ProxySessionId::from_text("366910827c8e4a6593943a28e4931668"),
        number: "12062992129".to_owned(),
        participant_a: "14155550100".to_owned(),
        participant_b: "14155550199".to_owned(),
        reason: "expired".to_owned(),
        created_at_ms: AT_MS - 60_000,
        closed_at_ms: AT_MS,
    }
}

/// Any event, with marks (`secret…`) in every field that debug output must hide.
pub(crate) fn any_event() -> impl Strategy<Value = Event> {
    let gateway = ("\\PC{0,8}", "\\PC{0,8}")
        .prop_map(|(id, device_id)| GatewayRef { id: GatewayId::from_text(id), device_id });
    (any_fact(), any::<u64>(), prop::option::of(gateway), any::<i64>()).prop_map(
        |(fact, occurrence, gateway, at_ms)| {
            Event::record(fact, occurrence, gateway, UnixMillis::new(at_ms))
        },
    )
}

fn any_fact() -> impl Strategy<Value = Fact> {
    let message = prop::sample::select(vec![
        Fact::MessageSent,
        Fact::MessageDelivered,
        Fact::MessageFailed,
        Fact::MessageCancelled as fn(MessageFacts) -> Fact,
    ]);
    let endpoint = prop::sample::select(vec![
        Fact::EndpointFailing,
        Fact::EndpointDisabled,
        Fact::EndpointTest as fn(EndpointFacts) -> Fact,
    ]);
    prop_oneof![
        (message, any_message()).prop_map(|(kind, facts)| kind(facts)),
        any_inbound().prop_map(Fact::InboundReceived),
        (any::<bool>(), any_masked()).prop_map(|(question, facts)| if question {
            Fact::ProxyIntercept(facts)
        } else {
            Fact::ProxyOutOfSession(facts)
        }),
        any_session().prop_map(Fact::ProxySessionClosed),
        any_opt_out().prop_map(Fact::OptOutChanged),
        any_stopped().prop_map(Fact::SpendingStopped),
        any_held().prop_map(Fact::MessageHeld),
        any_conversion().prop_map(Fact::ConversionAlarm),
        any_publication_fact(),
        any_gateway_fact(),
        (endpoint, "\\PC{0,8}", any_secret_text())
            .prop_map(|(kind, endpoint_id, reason)| kind(EndpointFacts { endpoint_id, reason })),
    ]
}

fn any_gateway_fact() -> impl Strategy<Value = Fact> {
    let kind = prop::sample::select(vec![
        Fact::GatewayOnline,
        Fact::GatewayOffline,
        Fact::GatewayLowBattery as fn(GatewayFacts) -> Fact,
    ]);
    let facts = ("\\PC{0,8}", "secret\\PC{0,8}", any::<Option<u8>>(), any::<i64>());
    (kind, facts).prop_map(|(kind, (gateway_id, device_id, battery_level, at_ms))| {
        let last_seen_at_ms = UnixMillis::new(at_ms);
        kind(GatewayFacts { gateway_id, device_id, battery_level, last_seen_at_ms })
    })
}

fn any_message() -> impl Strategy<Value = MessageFacts> {
    let times = prop::array::uniform3(prop::option::of(any::<i64>()));
    let counts = (any::<u8>(), any::<u32>(), any::<u32>(), any::<u32>());
    let texts = ("\\PC{0,8}", any_secret_text(), any_secret_text(), any_address());
    (texts, counts, times, any::<Option<u8>>()).prop_map(|(texts, counts, times, sim_number)| {
        let (message_id, client_id, error, to) = texts;
        let (ordinal, recipient_count, part_count, retry_count) = counts;
        let [sent_at_ms, delivered_at_ms, failed_at_ms] = times;
        MessageFacts {
            message_id,
            client_id,
            ordinal,
            recipient_count,
            part_count,
            to,
            sim_number,
            retry_count,
            error,
            sent_at_ms: sent_at_ms.map(UnixMillis::new),
            delivered_at_ms: delivered_at_ms.map(UnixMillis::new),
            failed_at_ms: failed_at_ms.map(UnixMillis::new),
            timeline_head: None,
        }
    })
}

fn any_inbound() -> impl Strategy<Value = InboundFacts> {
    let to = prop::option::of(any_address());
    let text = "secret.*".prop_map(MessageText::new);
    let rest = (any::<Option<u8>>(), any::<i64>());
    ("\\PC{0,8}", any_address(), to, text, rest).prop_map(
        |(message_id, from, to, text, (sim_number, received_at_ms))| InboundFacts {
            message_id,
            from,
            to,
            text,
            sim_number,
            received_at_ms: UnixMillis::new(received_at_ms),
        },
    )
}

fn any_masked() -> impl Strategy<Value = MaskedFacts> {
    let text = "secret.*".prop_map(MessageText::new);
    let ids = ("\\PC{0,8}", prop::option::of("\\PC{0,8}"), "secret\\PC{0,8}");
    (ids, any_address(), prop::option::of(any_address()), text, any::<i64>()).prop_map(
        |((message_id, session_id, number), from, to, text, received_at_ms)| MaskedFacts {
            message_id,
            session_id: session_id.map(ProxySessionId::from_text),
            number,
            from,
            to,
            text,
            received_at_ms: UnixMillis::new(received_at_ms),
        },
    )
}

fn any_session() -> impl Strategy<Value = SessionFacts> {
    ("\\PC{0,8}", prop::array::uniform4("secret\\PC{0,8}"), any::<i64>(), any::<i64>()).prop_map(
        |(
            session_id,
            [number, participant_a, participant_b, reason],
            created_at_ms,
            closed_at_ms,
        )| {
            SessionFacts {
                session_id: ProxySessionId::from_text(session_id),
                number,
                participant_a,
                participant_b,
                reason,
                created_at_ms: UnixMillis::new(created_at_ms),
                closed_at_ms: UnixMillis::new(closed_at_ms),
            }
        },
    )
}

fn any_opt_out() -> impl Strategy<Value = OptOutFacts> {
    let texts = ("\\PC{0,8}", "secret\\PC{0,8}", "secret\\PC{0,8}");
    (texts, any_address(), any_secret_text(), any_secret_text()).prop_map(
        |((subject, change, by), number, keyword, message_id)| OptOutFacts {
            subject,
            number,
            change,
            by,
            keyword,
            message_id,
        },
    )
}

fn any_stopped() -> impl Strategy<Value = StoppedFacts> {
    let texts = ("\\PC{0,8}", "secret\\PC{0,8}", "secret\\PC{0,8}", any_secret_text());
    (texts, any::<Option<u32>>(), any::<i64>()).prop_map(
        |((subject, purpose, reason, number_block), limit, until_ms)| StoppedFacts {
            subject,
            purpose,
            reason,
            limit,
            number_block,
            until_ms: UnixMillis::new(until_ms),
        },
    )
}

fn any_held() -> impl Strategy<Value = HeldFacts> {
    let texts = ("\\PC{0,8}", any_secret_text(), "secret\\PC{0,8}");
    (texts, any::<u32>(), any::<Option<i64>>()).prop_map(
        |((message_id, client_id, reason), recipient_count, eta_ms)| HeldFacts {
            message_id,
            client_id,
            recipient_count,
            reason,
            eta_ms: eta_ms.map(UnixMillis::new),
            timeline_head: None,
        },
    )
}

fn any_conversion() -> impl Strategy<Value = ConversionFacts> {
    let texts = ("\\PC{0,8}", "secret\\PC{0,8}", any_secret_text());
    (texts, any::<i64>()).prop_map(|((subject, purpose, number_block), until_ms)| ConversionFacts {
        subject,
        purpose,
        number_block,
        until_ms: UnixMillis::new(until_ms),
    })
}

fn any_publication_fact() -> impl Strategy<Value = Fact> {
    let kind = prop::sample::select(vec![
        Fact::RelayRequestReceived,
        Fact::RelayPublished,
        Fact::RelayPublicationFailed as fn(PublicationFacts) -> Fact,
    ]);
    let facts = ("\\PC{0,8}", "secret\\PC{0,8}", "secret\\PC{0,8}", any_secret_text());
    (kind, facts).prop_map(|(kind, (publication_id, user_id, platform, reason))| {
        kind(PublicationFacts { publication_id, user_id, platform, reason })
    })
}

fn any_address() -> impl Strategy<Value = Address> {
    prop_oneof!["secret\\PC{0,8}", "\\+1415555[0-9]{4}"].prop_map(|text| address(&text))
}

fn any_secret_text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("secret(?s:.{0,8})")
}
