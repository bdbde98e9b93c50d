//! What kinds of events there are.

use serde::{Deserialize, Serialize};

/// The kind of an event. The text of [`as_str`](Self::as_str) is stored and shown, and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventKind {
    #[serde(rename = "message.sent")]
    MessageSent,
    #[serde(rename = "message.delivered")]
    MessageDelivered,
    #[serde(rename = "message.failed")]
    MessageFailed,
    #[serde(rename = "message.cancelled")]
    MessageCancelled,
    #[serde(rename = "inbound.received")]
    InboundReceived,
    /// Somebody wrote to a masking number behind which nobody could be found.
    #[serde(rename = "proxy.out_of_session")]
    ProxyOutOfSession,
    /// Something is about to be relayed; see [`is_question`](Self::is_question).
    #[serde(rename = "proxy.intercept")]
    ProxyIntercept,
    /// A masking session is over.
    #[serde(rename = "proxy.session_closed")]
    ProxySessionClosed,
    /// SMS of one purpose are no longer sent, so that nobody can make the account pay for more.
    #[serde(rename = "spending.stopped")]
    SpendingStopped,
    /// An endpoint gets no more events, because it asked so or failed too long.
    #[serde(rename = "endpoint.disabled")]
    EndpointDisabled,
    /// The owner asked for a test.
    #[serde(rename = "endpoint.test")]
    EndpointTest,
}

impl EventKind {
    pub const ALL: [Self; 11] = [
        Self::MessageSent,
        Self::MessageDelivered,
        Self::MessageFailed,
        Self::MessageCancelled,
        Self::InboundReceived,
        Self::ProxyOutOfSession,
        Self::ProxyIntercept,
        Self::ProxySessionClosed,
        Self::SpendingStopped,
        Self::EndpointDisabled,
        Self::EndpointTest,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::MessageSent => "message.sent",
            Self::MessageDelivered => "message.delivered",
            Self::MessageFailed => "message.failed",
            Self::MessageCancelled => "message.cancelled",
            Self::InboundReceived => "inbound.received",
            Self::ProxyOutOfSession => "proxy.out_of_session",
            Self::ProxyIntercept => "proxy.intercept",
            Self::ProxySessionClosed => "proxy.session_closed",
            Self::SpendingStopped => "spending.stopped",
            Self::EndpointDisabled => "endpoint.disabled",
            Self::EndpointTest => "endpoint.test",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether the endpoint is asked by it and its answer waited for. Only who names it is asked: a receiver of
    /// everything does not expect that its answers decide something.
    pub fn is_question(self) -> bool {
        self == Self::ProxyIntercept
    }

    /// The SMS Gateway API's name, if it has such an event. `sms_delivered` and `webhook_test` are not in
    /// its readme; they are named after the others.
    pub fn gateway_api_name(self) -> Option<&'static str> {
        match self {
            Self::MessageSent => Some("sms_sent"),
            Self::MessageDelivered => Some("sms_delivered"),
            Self::MessageFailed => Some("sms_failed"),
            Self::InboundReceived => Some("sms_received"),
            Self::EndpointTest => Some("webhook_test"),
            Self::MessageCancelled
            | Self::ProxyOutOfSession
            | Self::ProxyIntercept
            | Self::ProxySessionClosed
            | Self::SpendingStopped
            | Self::EndpointDisabled => None,
        }
    }

    /// SMSGate's name, if it has such an event.
    pub fn smsgate_name(self) -> Option<&'static str> {
        match self {
            Self::MessageSent => Some("sms:sent"),
            Self::MessageDelivered => Some("sms:delivered"),
            Self::MessageFailed => Some("sms:failed"),
            Self::MessageCancelled => Some("sms:cancelled"),
            Self::InboundReceived => Some("sms:received"),
            Self::EndpointTest => Some("webhook:test"),
            Self::ProxyOutOfSession
            | Self::ProxyIntercept
            | Self::ProxySessionClosed
            | Self::SpendingStopped
            | Self::EndpointDisabled => None,
        }
    }
}
