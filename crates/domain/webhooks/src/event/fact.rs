//! Facts that events report.

use std::fmt;

use serde::{Deserialize, Serialize};
use telephony::{Address, MessageText};
use unix_time::UnixMillis;

use super::{
    ConversionFacts, EventKind, GatewayFacts, HeldFacts, MaskedFacts, OptOutFacts,
    PublicationFacts, SessionFacts, StoppedFacts,
};

/// Kind of an event with its data. In records the kind's text is its tag.
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
    #[serde(rename = "message.held")]
    MessageHeld(HeldFacts),
    #[serde(rename = "inbound.received")]
    InboundReceived(InboundFacts),
    #[serde(rename = "proxy.out_of_session")]
    ProxyOutOfSession(MaskedFacts),
    #[serde(rename = "proxy.intercept")]
    ProxyIntercept(MaskedFacts),
    #[serde(rename = "proxy.session_closed")]
    ProxySessionClosed(SessionFacts),
    #[serde(rename = "opt_out.changed")]
    OptOutChanged(OptOutFacts),
    #[serde(rename = "spending.stopped")]
    SpendingStopped(StoppedFacts),
    #[serde(rename = "otp.conversion_alarm")]
    ConversionAlarm(ConversionFacts),
    #[serde(rename = "relay.request_received")]
    RelayRequestReceived(PublicationFacts),
    #[serde(rename = "relay.published")]
    RelayPublished(PublicationFacts),
    #[serde(rename = "relay.publication_failed")]
    RelayPublicationFailed(PublicationFacts),
    #[serde(rename = "endpoint.failing")]
    EndpointFailing(EndpointFacts),
    #[serde(rename = "endpoint.disabled")]
    EndpointDisabled(EndpointFacts),
    #[serde(rename = "gateway.online")]
    GatewayOnline(GatewayFacts),
    #[serde(rename = "gateway.offline")]
    GatewayOffline(GatewayFacts),
    #[serde(rename = "gateway.low_battery")]
    GatewayLowBattery(GatewayFacts),
    #[serde(rename = "endpoint.test")]
    EndpointTest(EndpointFacts),
}

/// One recipient of an outbound message. If the time of the reported fact is missing, the body uses the event's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFacts {
    pub message_id: String,
    /// The integrator's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Index of the recipient within the message, from 0.
    pub ordinal: u8,
    pub recipient_count: u32,
    /// Number of SMS segments of the text.
    pub part_count: u32,
    pub to: Address,
    /// 1 to 3, if the slot is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sim_number: Option<u8>,
    /// Attempts beyond the first.
    pub retry_count: u32,
    /// Reason of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at_ms: Option<UnixMillis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at_ms: Option<UnixMillis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at_ms: Option<UnixMillis>,
    /// Head of the message's chained timeline after the reported change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeline_head: Option<String>,
}

/// A received SMS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundFacts {
    pub message_id: String,
    pub from: Address,
    /// Number that the SMS was sent to, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Address>,
    pub text: MessageText,
    /// 1 to 3, if the slot is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sim_number: Option<u8>,
    /// Time by the phone's clock.
    pub received_at_ms: UnixMillis,
}

/// A change of a webhook endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointFacts {
    pub endpoint_id: String,
    /// Reason, in words for the owner.
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
            Self::MessageHeld(_) => EventKind::MessageHeld,
            Self::InboundReceived(_) => EventKind::InboundReceived,
            Self::ProxyOutOfSession(_) => EventKind::ProxyOutOfSession,
            Self::ProxyIntercept(_) => EventKind::ProxyIntercept,
            Self::ProxySessionClosed(_) => EventKind::ProxySessionClosed,
            Self::OptOutChanged(_) => EventKind::OptOutChanged,
            Self::SpendingStopped(_) => EventKind::SpendingStopped,
            Self::ConversionAlarm(_) => EventKind::ConversionAlarm,
            Self::RelayRequestReceived(_) => EventKind::RelayRequestReceived,
            Self::RelayPublished(_) => EventKind::RelayPublished,
            Self::RelayPublicationFailed(_) => EventKind::RelayPublicationFailed,
            Self::EndpointFailing(_) => EventKind::EndpointFailing,
            Self::EndpointDisabled(_) => EventKind::EndpointDisabled,
            Self::GatewayOnline(_) => EventKind::GatewayOnline,
            Self::GatewayOffline(_) => EventKind::GatewayOffline,
            Self::GatewayLowBattery(_) => EventKind::GatewayLowBattery,
            Self::EndpointTest(_) => EventKind::EndpointTest,
        }
    }

    /// Returns the id of the message, session, opt-out, ceiling, publication, gateway or endpoint that the fact concerns.
    pub fn subject(&self) -> &str {
        match self {
            Self::MessageSent(message)
            | Self::MessageDelivered(message)
            | Self::MessageFailed(message)
            | Self::MessageCancelled(message) => &message.message_id,
            Self::MessageHeld(held) => &held.message_id,
            Self::InboundReceived(inbound) => &inbound.message_id,
            Self::ProxyOutOfSession(masked) | Self::ProxyIntercept(masked) => &masked.message_id,
            Self::ProxySessionClosed(session) => session.session_id.as_str(),
            Self::OptOutChanged(opt_out) => &opt_out.subject,
            Self::SpendingStopped(stopped) => &stopped.subject,
            Self::ConversionAlarm(conversion) => &conversion.subject,
            Self::RelayRequestReceived(publication)
            | Self::RelayPublished(publication)
            | Self::RelayPublicationFailed(publication) => &publication.publication_id,
            Self::GatewayOnline(gateway)
            | Self::GatewayOffline(gateway)
            | Self::GatewayLowBattery(gateway) => &gateway.gateway_id,
            Self::EndpointFailing(endpoint)
            | Self::EndpointDisabled(endpoint)
            | Self::EndpointTest(endpoint) => &endpoint.endpoint_id,
        }
    }

    /// Returns the index of the message's recipient; 0 for facts without several recipients.
    pub fn ordinal(&self) -> u8 {
        match self {
            Self::MessageSent(message)
            | Self::MessageDelivered(message)
            | Self::MessageFailed(message)
            | Self::MessageCancelled(message) => message.ordinal,
            Self::MessageHeld(_)
            | Self::InboundReceived(_)
            | Self::ProxyOutOfSession(_)
            | Self::ProxyIntercept(_)
            | Self::ProxySessionClosed(_)
            | Self::OptOutChanged(_)
            | Self::SpendingStopped(_)
            | Self::ConversionAlarm(_)
            | Self::RelayRequestReceived(_)
            | Self::RelayPublished(_)
            | Self::RelayPublicationFailed(_)
            | Self::EndpointFailing(_)
            | Self::EndpointDisabled(_)
            | Self::GatewayOnline(_)
            | Self::GatewayOffline(_)
            | Self::GatewayLowBattery(_)
            | Self::EndpointTest(_) => 0,
        }
    }
}

// Debug output omits numbers, texts, integrators' ids and phones' error texts: all may be personal data.

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
