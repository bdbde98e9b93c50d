//! Kinds of events.

use serde::{Deserialize, Serialize};

/// Kind of an event, by its name, which never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(rename = "WebhookEventKind")
)]
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
    /// An SMS arrived at a masking number, but no recipient could be found for it.
    #[serde(rename = "proxy.out_of_session")]
    ProxyOutOfSession,
    /// A message is about to be relayed. A receiver that answers 403 stops it.
    #[serde(rename = "proxy.intercept")]
    ProxyIntercept,
    /// A masking session ended.
    #[serde(rename = "proxy.session_closed")]
    ProxySessionClosed,
    /// A person opted out of the account's SMS, or in again.
    #[serde(rename = "opt_out.changed")]
    OptOutChanged,
    /// SMS of one purpose are paused, so that abuse cannot make the account pay for more.
    #[serde(rename = "spending.stopped")]
    SpendingStopped,
    /// An endpoint was disabled, because it asked for that or failed for too long.
    #[serde(rename = "endpoint.disabled")]
    EndpointDisabled,
    /// The owner requested a test.
    #[serde(rename = "endpoint.test")]
    EndpointTest,
}

impl EventKind {
    pub const ALL: [Self; 12] = [
        Self::MessageSent,
        Self::MessageDelivered,
        Self::MessageFailed,
        Self::MessageCancelled,
        Self::InboundReceived,
        Self::ProxyOutOfSession,
        Self::ProxyIntercept,
        Self::ProxySessionClosed,
        Self::OptOutChanged,
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
            Self::OptOutChanged => "opt_out.changed",
            Self::SpendingStopped => "spending.stopped",
            Self::EndpointDisabled => "endpoint.disabled",
            Self::EndpointTest => "endpoint.test",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether the endpoint's answer is waited for and decides what happens. Only endpoints that name such a kind are
    /// asked: a receiver of all events does not expect its answers to matter.
    pub fn is_question(self) -> bool {
        self == Self::ProxyIntercept
    }

    /// Name in the SMS Gateway API, if it has such an event. `sms_delivered` and `webhook_test` are not in its readme;
    /// they are named after the others.
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
            | Self::OptOutChanged
            | Self::SpendingStopped
            | Self::EndpointDisabled => None,
        }
    }

    /// Name in SMSGate, if it has such an event.
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
            | Self::OptOutChanged
            | Self::SpendingStopped
            | Self::EndpointDisabled => None,
        }
    }
}
