//! The SMS Gateway API's bodies (contract A.7). Its readme shows the body for a received message; the others follow
//! that example. Times are whole seconds, and `gateway_id` is the client's own device id.

use serde::Serialize;
use unix_time::UnixMillis;

use crate::{Event, Fact, InboundFacts, MessageFacts, timestamp::seconds};

/// Body of an event; fields serialize in the order of the contract's examples.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Body<'a> {
    Received {
        event: &'static str,
        message_id: &'a str,
        from: &'a str,
        message: &'a str,
        received_at: String,
        gateway_id: Option<&'a str>,
    },
    Sent {
        event: &'static str,
        message_id: &'a str,
        to: &'a str,
        status: &'static str,
        sent_at: String,
        gateway_id: Option<&'a str>,
    },
    Delivered {
        event: &'static str,
        message_id: &'a str,
        to: &'a str,
        status: &'static str,
        delivered_at: String,
        gateway_id: Option<&'a str>,
    },
    Failed {
        event: &'static str,
        message_id: &'a str,
        to: &'a str,
        status: &'static str,
        error_message: Option<&'a str>,
        failed_at: String,
        retry_count: u32,
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
        | Fact::ProxyOutOfSession(_)
        | Fact::ProxyIntercept(_)
        | Fact::ProxySessionClosed(_)
        | Fact::SpendingStopped(_)
        | Fact::EndpointDisabled(_)
        | Fact::EndpointTest(_) => None,
    }
}
