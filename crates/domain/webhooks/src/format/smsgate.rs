//! Bodies as SMSGate's phones send them (smsgate contract 5). Absent fields are left out, and times have exactly three
//! fractional digits.

use ids::GatewayId;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{Event, Fact, InboundFacts, MessageFacts, timestamp::milliseconds};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a> {
    /// The same on every try, so that receivers recognize a repeated event.
    id: &'a str,
    webhook_id: &'a str,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_id: Option<&'a GatewayId>,
    payload: Payload<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    message_id: &'a str,
    /// The remote party; deprecated, but older receivers read it.
    phone_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sim_number: Option<u8>,
    #[serde(flatten)]
    extra: Extra<'a>,
}

/// Fields of one kind of event.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Extra<'a> {
    Received { message: &'a str, received_at: String },
    Sent { parts_count: u32, sent_at: String },
    Delivered { delivered_at: String },
    Failed { failed_at: String, reason: &'a str },
    Cancelled { cancelled_at: String },
}

pub(super) fn body<'a>(event: &'a Event, endpoint_id: &'a str) -> Option<Envelope<'a>> {
    let name = event.kind().smsgate_name()?;
    let at = |own_ms: Option<UnixMillis>| milliseconds(own_ms.unwrap_or(event.occurred_at_ms));
    let payload = match &event.fact {
        Fact::InboundReceived(inbound) => received(inbound),
        Fact::MessageSent(message) => {
            let sent_at = at(message.sent_at_ms);
            outbound(message, Extra::Sent { parts_count: message.part_count, sent_at })
        }
        Fact::MessageDelivered(message) => {
            outbound(message, Extra::Delivered { delivered_at: at(message.delivered_at_ms) })
        }
        Fact::MessageFailed(message) => {
            // Unlike other members, `reason` is not optional in the contract.
            let reason = message.error.as_deref().unwrap_or("unknown");
            outbound(message, Extra::Failed { failed_at: at(message.failed_at_ms), reason })
        }
        Fact::MessageCancelled(message) => {
            outbound(message, Extra::Cancelled { cancelled_at: at(None) })
        }
        Fact::ProxyOutOfSession(_)
        | Fact::ProxyIntercept(_)
        | Fact::ProxySessionClosed(_)
        | Fact::SpendingStopped(_)
        | Fact::EndpointDisabled(_)
        | Fact::EndpointTest(_) => return None,
    };
    Some(Envelope {
        id: event.id.as_str(),
        webhook_id: endpoint_id,
        event: name,
        device_id: event.gateway.as_ref().map(|gateway| &gateway.id),
        payload,
    })
}

fn received(inbound: &InboundFacts) -> Payload<'_> {
    Payload {
        message_id: &inbound.message_id,
        phone_number: inbound.from.as_str(),
        sender: Some(inbound.from.as_str()),
        recipient: inbound.to.as_ref().map(telephony::Address::as_str),
        sim_number: inbound.sim_number,
        extra: Extra::Received {
            message: inbound.text.as_str(),
            received_at: milliseconds(inbound.received_at_ms),
        },
    }
}

/// Builds the payload of an outbound message. As everywhere in SMSGate, the integrator's own message id is used if
/// there is one.
fn outbound<'a>(message: &'a MessageFacts, extra: Extra<'a>) -> Payload<'a> {
    Payload {
        message_id: message.client_id.as_deref().unwrap_or(&message.message_id),
        phone_number: message.to.as_str(),
        sender: None,
        recipient: Some(message.to.as_str()),
        sim_number: message.sim_number,
        extra,
    }
}
