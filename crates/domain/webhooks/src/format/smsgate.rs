//! Bodies as SMSGate's phones send them (smsgate contract 5). Absent fields are left out, and times have exactly three
//! fractional digits.

use ids::GatewayId;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{Event, Fact, InboundFacts, MessageFacts, timestamp::milliseconds};

/// Something happened to an SMS.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "SmsgateSmsEvent"))]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<'a> {
    /// The same on every try, so that receivers recognize a repeated event.
    id: &'a str,
    webhook_id: &'a str,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sms:received", "sms:sent", "sms:delivered", "sms:failed", "sms:cancelled"])))]
    event: &'static str,
    /// Id of the phone; absent if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<&'static str>"))]
    device_id: Option<&'a GatewayId>,
    payload: Payload<'a>,
}

/// The SMS.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "SmsgateSmsPayload")
)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    /// The integrator's own id of the message if it has one.
    message_id: &'a str,
    /// The remote party; deprecated, but older receivers read it.
    phone_number: &'a str,
    /// Phone number of the sender of an inbound SMS.
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<&'a str>,
    /// Phone number of the recipient; absent if an inbound SMS states none.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a str>,
    /// SIM slot; absent if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = 3)))]
    sim_number: Option<u8>,
    #[serde(flatten)]
    extra: Extra<'a>,
}

/// Fields of one kind of event.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Extra<'a> {
    Received {
        /// Text of the SMS.
        message: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        received_at: String,
    },
    Sent {
        /// Number of SMS segments of the text.
        parts_count: u32,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        sent_at: String,
    },
    Delivered {
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        delivered_at: String,
    },
    Failed {
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        failed_at: String,
        /// Reason of the failure, `unknown` if there is none.
        reason: &'a str,
    },
    Cancelled {
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        cancelled_at: String,
    },
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
        Fact::MessageHeld(_)
        | Fact::ProxyOutOfSession(_)
        | Fact::ProxyIntercept(_)
        | Fact::ProxySessionClosed(_)
        | Fact::OptOutChanged(_)
        | Fact::SpendingStopped(_)
        | Fact::ConversionAlarm(_)
        | Fact::RelayRequestReceived(_)
        | Fact::RelayPublished(_)
        | Fact::RelayPublicationFailed(_)
        | Fact::EndpointFailing(_)
        | Fact::GatewayOnline(_)
        | Fact::GatewayOffline(_)
        | Fact::GatewayLowBattery(_)
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
