//! What the kinds of events tell.

use std::fmt;

use serde::{Deserialize, Serialize};
use telephony::{Address, MessageText};

use super::{EventKind, MaskedFacts, SessionFacts, StoppedFacts};

/// A kind of event with what it tells. In records the kind's text is its tag.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Fact {
    #[serde(rename = "message.sent")]
    MessageSent(MessageFacts),
    #[serde(rename = "message.delivered")]
    MessageDelivered(MessageFacts),
    #[serde(rename = "message.failed")]
    MessageFailed(MessageFacts),
    #[serde(rename = "message.cancelled")]
    MessageCancelled(MessageFacts),
    #[serde(rename = "inbound.received")]
    InboundReceived(InboundFacts),
    #[serde(rename = "proxy.out_of_session")]
    ProxyOutOfSession(MaskedFacts),
    #[serde(rename = "proxy.intercept")]
    ProxyIntercept(MaskedFacts),
    #[serde(rename = "proxy.session_closed")]
    ProxySessionClosed(SessionFacts),
    #[serde(rename = "spending.stopped")]
    SpendingStopped(StoppedFacts),
    #[serde(rename = "endpoint.disabled")]
    EndpointDisabled(EndpointFacts),
    #[serde(rename = "endpoint.test")]
    EndpointTest(EndpointFacts),
}

/// One recipient of an outbound message. Times are Unix milliseconds; the body of an event whose own
/// time is missing here has the event's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFacts {
    pub message_id: String,
    /// The integrator's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Which of the message's recipients this is, from 0.
    pub ordinal: u8,
    pub recipient_count: u32,
    /// Segments that the text takes.
    pub part_count: u32,
    pub to: Address,
    /// 1 to 3, where a slot is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sim_number: Option<u8>,
    /// Attempts beyond the first.
    pub retry_count: u32,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at_ms: Option<i64>,
}

/// A received SMS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundFacts {
    pub message_id: String,
    pub from: Address,
    /// The number it was sent to, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Address>,
    pub text: MessageText,
    /// 1 to 3, where a slot is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sim_number: Option<u8>,
    /// By the phone's clock, Unix milliseconds.
    pub received_at_ms: i64,
}

/// What happened to a webhook endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointFacts {
    pub endpoint_id: String,
    /// Why, in words for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Fact {
    pub fn kind(&self) -> EventKind {
        match self {
            Self::MessageSent(_) => EventKind::MessageSent,
            Self::MessageDelivered(_) => EventKind::MessageDelivered,
            Self::MessageFailed(_) => EventKind::MessageFailed,
            Self::MessageCancelled(_) => EventKind::MessageCancelled,
            Self::InboundReceived(_) => EventKind::InboundReceived,
            Self::ProxyOutOfSession(_) => EventKind::ProxyOutOfSession,
            Self::ProxyIntercept(_) => EventKind::ProxyIntercept,
            Self::ProxySessionClosed(_) => EventKind::ProxySessionClosed,
            Self::SpendingStopped(_) => EventKind::SpendingStopped,
            Self::EndpointDisabled(_) => EventKind::EndpointDisabled,
            Self::EndpointTest(_) => EventKind::EndpointTest,
        }
    }

    /// The id of the message, session, ceiling or endpoint that it is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::MessageSent(message)
            | Self::MessageDelivered(message)
            | Self::MessageFailed(message)
            | Self::MessageCancelled(message) => &message.message_id,
            Self::InboundReceived(inbound) => &inbound.message_id,
            Self::ProxyOutOfSession(masked) | Self::ProxyIntercept(masked) => &masked.message_id,
            Self::ProxySessionClosed(session) => &session.session_id,
            Self::SpendingStopped(stopped) => &stopped.subject,
            Self::EndpointDisabled(endpoint) | Self::EndpointTest(endpoint) => {
                &endpoint.endpoint_id
            }
        }
    }

    /// Which recipient of the message it is about; 0 where there is only one.
    pub fn ordinal(&self) -> u8 {
        match self {
            Self::MessageSent(message)
            | Self::MessageDelivered(message)
            | Self::MessageFailed(message)
            | Self::MessageCancelled(message) => message.ordinal,
            Self::InboundReceived(_)
            | Self::ProxyOutOfSession(_)
            | Self::ProxyIntercept(_)
            | Self::ProxySessionClosed(_)
            | Self::SpendingStopped(_)
            | Self::EndpointDisabled(_)
            | Self::EndpointTest(_) => 0,
        }
    }
}

// Numbers, texts, an integrator's ids and a phone's own words for an error may all be personal data.

impl fmt::Debug for Fact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of {} #{}", self.kind().as_str(), self.subject(), self.ordinal())
    }
}

impl fmt::Debug for MessageFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MessageFacts({} #{}, redacted)", self.message_id, self.ordinal)
    }
}

impl fmt::Debug for InboundFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InboundFacts({}, redacted)", self.message_id)
    }
}

impl fmt::Debug for EndpointFacts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EndpointFacts({}, redacted)", self.endpoint_id)
    }
}
