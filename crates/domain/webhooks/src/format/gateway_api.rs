//! The SMS Gateway API's bodies (contract A.7). Its readme shows the body for a received message; the others follow
//! that example. Times are whole seconds, and `gateway_id` is the client's own device id.

use serde::Serialize;
use unix_time::UnixMillis;

use crate::{Event, Fact, InboundFacts, MessageFacts, timestamp::seconds};

/// An SMS arrived, or a sent one changed its state.
#[derive(Serialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "GatewayApiSmsEvent")
)]
#[serde(untagged)]
pub(super) enum Body<'a> {
    /// An SMS arrived.
    Received {
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sms_received"])))]
        event: &'static str,
        message_id: &'a str,
        /// Phone number of the sender.
        from: &'a str,
        /// Text of the SMS.
        message: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        received_at: String,
        /// Device id of the gateway; `null` if none is known.
        gateway_id: Option<&'a str>,
    },
    /// The SMS was sent.
    Sent {
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sms_sent"])))]
        event: &'static str,
        message_id: &'a str,
        /// Phone number of the recipient.
        to: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sent"])))]
        status: &'static str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        sent_at: String,
        /// Device id of the gateway; `null` if none is known.
        gateway_id: Option<&'a str>,
    },
    /// The SMS was delivered.
    Delivered {
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sms_delivered"])))]
        event: &'static str,
        message_id: &'a str,
        /// Phone number of the recipient.
        to: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["delivered"])))]
        status: &'static str,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        delivered_at: String,
        /// Device id of the gateway; `null` if none is known.
        gateway_id: Option<&'a str>,
    },
    /// The SMS could not be sent or delivered.
    Failed {
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["sms_failed"])))]
        event: &'static str,
        message_id: &'a str,
        /// Phone number of the recipient.
        to: &'a str,
        #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["failed"])))]
        status: &'static str,
        /// Reason of the failure; `null` if none is known.
        error_message: Option<&'a str>,
        #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
        failed_at: String,
        /// Attempts beyond the first.
        retry_count: u32,
        /// Device id of the gateway; `null` if none is known.
        gateway_id: Option<&'a str>,
    },
}

pub(super) fn body(event: &Event) -> Option<Body<'_>> {
    let name = event.kind().gateway_api_name()?;
    let gateway_id = event.gateway.as_ref().map(|gateway| gateway.device_id.as_str());
    let at = |own_ms: Option<UnixMillis>| seconds(own_ms.unwrap_or(event.occurred_at_ms));
    match &event.fact {
        Fact::InboundReceived(InboundFacts { message_id, from, text, received_at_ms, .. }) => {
            Some(Body::Received {
                event: name,
                message_id,
                from: from.as_str(),
                message: text.as_str(),
                received_at: seconds(*received_at_ms),
                gateway_id,
            })
        }
        Fact::MessageSent(MessageFacts { message_id, to, sent_at_ms, .. }) => Some(Body::Sent {
            event: name,
            message_id,
            to: to.as_str(),
            status: "sent",
            sent_at: at(*sent_at_ms),
            gateway_id,
        }),
        Fact::MessageDelivered(MessageFacts { message_id, to, delivered_at_ms, .. }) => {
            Some(Body::Delivered {
                event: name,
                message_id,
                to: to.as_str(),
                status: "delivered",
                delivered_at: at(*delivered_at_ms),
                gateway_id,
            })
        }
        Fact::MessageFailed(message) => Some(Body::Failed {
            event: name,
            message_id: &message.message_id,
            to: message.to.as_str(),
            status: "failed",
            error_message: message.error.as_deref(),
            failed_at: at(message.failed_at_ms),
            retry_count: message.retry_count,
            gateway_id,
        }),
        Fact::MessageCancelled(_)
        | Fact::MessageHeld(_)
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
        | Fact::EndpointTest(_) => None,
    }
}
