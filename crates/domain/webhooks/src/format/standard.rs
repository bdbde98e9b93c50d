//! Standard Webhooks 1.0.0: `{"type","timestamp","data"}`, with every kind of event.

use ids::GatewayId;
use masking::ProxySessionId;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{
    EndpointFacts, Event, EventKind, Fact, InboundFacts, MaskedFacts, MessageFacts, SessionFacts,
    StoppedFacts, timestamp::milliseconds,
};

#[derive(Serialize)]
pub(super) struct Envelope<'a> {
    r#type: EventKind,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Message {
        message_id: &'a str,
        client_id: Option<&'a str>,
        to: &'a str,
        gateway_id: Option<&'a GatewayId>,
        device_id: Option<&'a str>,
        sim_number: Option<u8>,
        recipient_count: u32,
        part_count: u32,
        retry_count: u32,
        error: Option<&'a str>,
        sent_at: Option<String>,
        delivered_at: Option<String>,
        failed_at: Option<String>,
    },
    Inbound {
        message_id: &'a str,
        from: &'a str,
        to: Option<&'a str>,
        text: &'a str,
        received_at: String,
        gateway_id: Option<&'a GatewayId>,
        device_id: Option<&'a str>,
        sim_number: Option<u8>,
    },
    Masked {
        message_id: &'a str,
        session_id: Option<&'a ProxySessionId>,
        number: &'a str,
        from: &'a str,
        to: Option<&'a str>,
        text: &'a str,
        received_at: String,
    },
    Session {
        session_id: &'a ProxySessionId,
        number: &'a str,
        participant_a: &'a str,
        participant_b: &'a str,
        reason: &'a str,
        created_at: String,
        closed_at: String,
    },
    Stopped {
        purpose: &'a str,
        reason: &'a str,
        limit: Option<u32>,
        number_block: Option<&'a str>,
        until: String,
    },
    Endpoint {
        endpoint_id: &'a str,
        reason: Option<&'a str>,
    },
}

pub(super) fn body(event: &Event) -> Envelope<'_> {
    let data = match &event.fact {
        Fact::MessageSent(message)
        | Fact::MessageDelivered(message)
        | Fact::MessageFailed(message)
        | Fact::MessageCancelled(message) => outbound(event, message),
        Fact::InboundReceived(inbound) => received(event, inbound),
        Fact::ProxyOutOfSession(facts) | Fact::ProxyIntercept(facts) => masked(facts),
        Fact::ProxySessionClosed(facts) => session(facts),
        Fact::SpendingStopped(facts) => stopped(facts),
        Fact::EndpointDisabled(endpoint) | Fact::EndpointTest(endpoint) => about(endpoint),
    };
    Envelope { r#type: event.kind(), timestamp: milliseconds(event.occurred_at_ms), data }
}

fn outbound<'a>(event: &'a Event, message: &'a MessageFacts) -> Data<'a> {
    let at = |kind: EventKind, own_ms: Option<UnixMillis>| {
        let own_event = (event.kind() == kind).then_some(event.occurred_at_ms);
        own_ms.or(own_event).map(milliseconds)
    };
    Data::Message {
        message_id: &message.message_id,
        client_id: message.client_id.as_deref(),
        to: message.to.as_str(),
        gateway_id: event.gateway.as_ref().map(|gateway| &gateway.id),
        device_id: event.gateway.as_ref().map(|gateway| gateway.device_id.as_str()),
        sim_number: message.sim_number,
        recipient_count: message.recipient_count,
        part_count: message.part_count,
        retry_count: message.retry_count,
        error: message.error.as_deref(),
        sent_at: at(EventKind::MessageSent, message.sent_at_ms),
        delivered_at: at(EventKind::MessageDelivered, message.delivered_at_ms),
        failed_at: at(EventKind::MessageFailed, message.failed_at_ms),
    }
}

fn received<'a>(event: &'a Event, inbound: &'a InboundFacts) -> Data<'a> {
    Data::Inbound {
        message_id: &inbound.message_id,
        from: inbound.from.as_str(),
        to: inbound.to.as_ref().map(telephony::Address::as_str),
        text: inbound.text.as_str(),
        received_at: milliseconds(inbound.received_at_ms),
        gateway_id: event.gateway.as_ref().map(|gateway| &gateway.id),
        device_id: event.gateway.as_ref().map(|gateway| gateway.device_id.as_str()),
        sim_number: inbound.sim_number,
    }
}

fn masked(facts: &MaskedFacts) -> Data<'_> {
    Data::Masked {
        message_id: &facts.message_id,
        session_id: facts.session_id.as_ref(),
        number: &facts.number,
        from: facts.from.as_str(),
        to: facts.to.as_ref().map(telephony::Address::as_str),
        text: facts.text.as_str(),
        received_at: milliseconds(facts.received_at_ms),
    }
}

fn session(facts: &SessionFacts) -> Data<'_> {
    Data::Session {
        session_id: &facts.session_id,
        number: &facts.number,
        participant_a: &facts.participant_a,
        participant_b: &facts.participant_b,
        reason: &facts.reason,
        created_at: milliseconds(facts.created_at_ms),
        closed_at: milliseconds(facts.closed_at_ms),
    }
}

fn stopped(facts: &StoppedFacts) -> Data<'_> {
    Data::Stopped {
        purpose: &facts.purpose,
        reason: &facts.reason,
        limit: facts.limit,
        number_block: facts.number_block.as_deref(),
        until: milliseconds(facts.until_ms),
    }
}

fn about(endpoint: &EndpointFacts) -> Data<'_> {
    Data::Endpoint { endpoint_id: &endpoint.endpoint_id, reason: endpoint.reason.as_deref() }
}
