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
    /// A message cannot be sent now, and waits.
    #[serde(rename = "message.held")]
    MessageHeld,
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
    /// Too few one-time codes are verified, so that they are refused for a while.
    #[serde(rename = "otp.conversion_alarm")]
    ConversionAlarm,
    /// A relay user's request was accepted.
    #[serde(rename = "relay.request_received")]
    RelayRequestReceived,
    /// A relay user's request was published.
    #[serde(rename = "relay.published")]
    RelayPublished,
    /// A relay user's request was not published, or nobody knows whether it was.
    #[serde(rename = "relay.publication_failed")]
    RelayPublicationFailed,
    /// An endpoint keeps failing, so that it gets only probes.
    #[serde(rename = "endpoint.failing")]
    EndpointFailing,
    /// An endpoint was disabled, because it asked for that or failed for too long.
    #[serde(rename = "endpoint.disabled")]
    EndpointDisabled,
    /// A gateway that was reported offline is back.
    #[serde(rename = "gateway.online")]
    GatewayOnline,
    /// A gateway has been silent for too long.
    #[serde(rename = "gateway.offline")]
    GatewayOffline,
    /// A phone's battery is almost empty.
    #[serde(rename = "gateway.low_battery")]
    GatewayLowBattery,
    /// The owner requested a test.
    #[serde(rename = "endpoint.test")]
    EndpointTest,
}

impl EventKind {
    pub const ALL: [Self; 21] = [
        Self::MessageSent,
        Self::MessageDelivered,
        Self::MessageFailed,
        Self::MessageCancelled,
        Self::MessageHeld,
        Self::InboundReceived,
        Self::ProxyOutOfSession,
        Self::ProxyIntercept,
        Self::ProxySessionClosed,
        Self::OptOutChanged,
        Self::SpendingStopped,
        Self::ConversionAlarm,
        Self::RelayRequestReceived,
        Self::RelayPublished,
        Self::RelayPublicationFailed,
        Self::EndpointFailing,
        Self::EndpointDisabled,
        Self::GatewayOnline,
        Self::GatewayOffline,
        Self::GatewayLowBattery,
        Self::EndpointTest,
    ];

    /// Kinds that concern one outbound message, which its callback URL gets.
    pub const OF_MESSAGES: [Self; 5] = [
        Self::MessageSent,
        Self::MessageDelivered,
        Self::MessageFailed,
        Self::MessageCancelled,
        Self::MessageHeld,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::MessageSent => "message.sent",
            Self::MessageDelivered => "message.delivered",
            Self::MessageFailed => "message.failed",
            Self::MessageCancelled => "message.cancelled",
            Self::MessageHeld => "message.held",
            Self::InboundReceived => "inbound.received",
            Self::ProxyOutOfSession => "proxy.out_of_session",
            Self::ProxyIntercept => "proxy.intercept",
            Self::ProxySessionClosed => "proxy.session_closed",
            Self::OptOutChanged => "opt_out.changed",
            Self::SpendingStopped => "spending.stopped",
            Self::ConversionAlarm => "otp.conversion_alarm",
            Self::RelayRequestReceived => "relay.request_received",
            Self::RelayPublished => "relay.published",
            Self::RelayPublicationFailed => "relay.publication_failed",
            Self::EndpointFailing => "endpoint.failing",
            Self::EndpointDisabled => "endpoint.disabled",
            Self::GatewayOnline => "gateway.online",
            Self::GatewayOffline => "gateway.offline",
            Self::GatewayLowBattery => "gateway.low_battery",
            Self::EndpointTest => "endpoint.test",
        }
    }

    /// Returns when the event happens, in one sentence of Markdown.
    pub fn description(self) -> &'static str {
        match self {
            Self::MessageSent => "A phone or provider transmitted the SMS to a recipient.",
            Self::MessageDelivered => "The recipient has the SMS.",
            Self::MessageFailed => {
                "The message to a recipient failed for good; not sent for an attempt that is retried."
            }
            Self::MessageCancelled => "Nothing was or will be sent to the recipient.",
            Self::MessageHeld => {
                "The message waits for pacing, for a send window or for a gateway that can send it; once until a gateway \
                 has been given it."
            }
            Self::InboundReceived => "An SMS arrived.",
            Self::ProxyOutOfSession => {
                "An SMS arrived at a masking number from a sender without a session on it."
            }
            Self::ProxyIntercept => {
                "An SMS is about to be relayed between two people; the answer 403 stops it. Only endpoints that name \
                 the event are asked."
            }
            Self::ProxySessionClosed => "A masking session ended or expired.",
            Self::OptOutChanged => {
                "A person opted out of the account's SMS or in again, by a keyword or by the API; not sent for an import."
            }
            Self::SpendingStopped => {
                "An SMS ceiling was reached, the conversion alarm was raised, or a block of numbers was blocked: SMS of \
                 one purpose are refused for a while."
            }
            Self::ConversionAlarm => {
                "Too few one-time codes of a purpose are verified: they are refused for a while, in all countries or for \
                 a block of numbers."
            }
            Self::RelayRequestReceived => {
                "A relay user's request by SMS was accepted; only the deployment's relay account has these events."
            }
            Self::RelayPublished => "A relay user's request was published.",
            Self::RelayPublicationFailed => {
                "A relay user's request was not published, or it is not known whether it was."
            }
            Self::EndpointFailing => {
                "Another endpoint of the account failed ten times in a row, so that only probes are sent to it; once \
                 until it accepts a request."
            }
            Self::EndpointDisabled => "Another endpoint of the account disabled itself.",
            Self::GatewayOnline => "A gateway that was reported offline gave a sign of life.",
            Self::GatewayOffline => {
                "A gateway gave no sign of life for `OFFLINE_AFTER_SECS`, or, if it fetches its messages, for \
                 `POLL_OFFLINE_AFTER_SECS`; a socket that is reopened in time is no silence."
            }
            Self::GatewayLowBattery => {
                "A phone reported a battery level of 15 % or less, for the first time since the level was last 30 % or \
                 more."
            }
            Self::EndpointTest => {
                "A test was requested for the endpoint, which gets it whatever its subscriptions."
            }
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
            | Self::MessageHeld
            | Self::ProxyOutOfSession
            | Self::ProxyIntercept
            | Self::ProxySessionClosed
            | Self::OptOutChanged
            | Self::SpendingStopped
            | Self::ConversionAlarm
            | Self::RelayRequestReceived
            | Self::RelayPublished
            | Self::RelayPublicationFailed
            | Self::EndpointFailing
            | Self::EndpointDisabled
            | Self::GatewayOnline
            | Self::GatewayOffline
            | Self::GatewayLowBattery => None,
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
            Self::MessageHeld
            | Self::ProxyOutOfSession
            | Self::ProxyIntercept
            | Self::ProxySessionClosed
            | Self::OptOutChanged
            | Self::SpendingStopped
            | Self::ConversionAlarm
            | Self::RelayRequestReceived
            | Self::RelayPublished
            | Self::RelayPublicationFailed
            | Self::EndpointFailing
            | Self::EndpointDisabled
            | Self::GatewayOnline
            | Self::GatewayOffline
            | Self::GatewayLowBattery => None,
        }
    }
}
