//! Answers of the history. Fields of messages stand in the alphabetical order in which they are sent.

use std::collections::BTreeMap;

use edge_kit::{TimeMs, TimeSecs};
use ids::GatewayId;
use messaging::{
    Message,
    message::{TimelineEntry, TimelineEvent},
};
use serde::Serialize;
use store_d1::{history::HistoryEntry, inbound::InboundRow};
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::sms::{
    out::{self, RecipientOut, error_text},
    status::status_word,
};

/// Device ids of gateways, by which callers know them.
pub(crate) type Devices = BTreeMap<GatewayId, String>;

/// Answer of `GET /api/v1/admin/messages`.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct HistoryPageOut {
    /// Sent and received messages together, the newest first.
    pub(crate) messages: Vec<HistoryEntryOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// A message of the history. Its `direction` tells which of the two it is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum HistoryEntryOut {
    Outbound(OutboundMessageOut),
    Inbound(InboundMessageOut),
}

/// A message that was accepted for sending.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct OutboundMessageOut {
    created_at: TimeSecs,
    delivered_at: Option<TimeSecs>,
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "outbound")))]
    direction: &'static str,
    /// Reason of the failure; `null` if there is none.
    error_message: Option<String>,
    failed_at: Option<TimeSecs>,
    /// Device id of the phone, or id of the provider's number; `null` if there is none yet, or it was deleted.
    gateway_id: Option<String>,
    /// Text of the SMS; `null` if it is not readable plain text, such as a one-time code, data, or hashed content.
    message: Option<String>,
    message_id: String,
    /// Recipient; of several, the first.
    phone_number: Option<String>,
    /// Number of recipients.
    recipients: usize,
    /// Message that this one sends again. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    resend_of: Option<String>,
    /// Messages that sent this one again, the oldest first. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resent_as: Vec<String>,
    /// Number of attempts beyond the first.
    retry_count: u8,
    sent_at: Option<TimeSecs>,
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["pending", "queued", "sent", "delivered", "failed"]))
    )]
    status: &'static str,
}

/// A received SMS.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InboundMessageOut {
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "inbound")))]
    direction: &'static str,
    /// Device id of the phone, or id of the provider's number; `null` if it was deleted.
    gateway_id: Option<String>,
    message: String,
    message_id: String,
    /// Sender: a phone number, a short code or a name.
    phone_number: String,
    received_at: TimeSecs,
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "received")))]
    status: &'static str,
}

/// Answer of `GET /api/v1/admin/messages/{message_id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShowMessageOut {
    // The timeline and the recipients are the last members in alphabetical order too.
    #[serde(flatten)]
    message: OutboundMessageOut,
    /// Events of the message, the oldest first.
    timeline: Vec<TimelineEntryOut>,
    /// Recipients in the order of the request. Present if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<RecipientOut>"))]
    to: Option<Vec<RecipientOut>>,
}

/// An event of a message.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TimelineEntryOut {
    at: TimeMs,
    /// Ordinal of the handover to a gateway, from 1 on; `null` if the event belongs to none.
    attempt: Option<u32>,
    /// Reason of the event, as a word of Wireroom's or in the phone's own words; `null` if there is none.
    cause: Option<String>,
    /// Kind of event. `held`: a gateway is connected and the message has to wait, as for its SIM's pacing.
    /// `outcome_unknown`: another gateway may send the message too. `duplicate_sent`: two gateways were given the
    /// message, and at least one has sent it.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "String",
            extend("enum" = [
                "accepted", "held", "assigned", "leased", "not_handed_over", "reoffered", "acknowledged", "sent",
                "delivered", "attempt_failed", "failed", "outcome_unknown", "cancelling", "cancelled", "late_report",
                "duplicate_sent", "hashed",
            ])
        )
    )]
    event: TimelineEvent,
    /// Device id of the phone, or id of the provider's number; `null` if the event concerns none, or it was deleted.
    gateway_id: Option<String>,
    /// Recipient that the event concerns; `null` if it concerns the whole message.
    phone_number: Option<String>,
}

impl HistoryEntryOut {
    pub(crate) fn of(entry: &HistoryEntry, devices: &Devices) -> Self {
        match entry {
            HistoryEntry::Outbound(message) => {
                Self::Outbound(OutboundMessageOut::of(message, devices))
            }
            HistoryEntry::Inbound(row) => Self::Inbound(InboundMessageOut::of(row, devices)),
        }
    }
}

impl OutboundMessageOut {
    fn of(message: &Message, devices: &Devices) -> Self {
        let time = |at_ms: Option<UnixMillis>| at_ms.map(TimeSecs);
        let recipient = message.recipients.first();
        Self {
            created_at: TimeSecs(message.created_at_ms),
            delivered_at: time(message.delivered_at_ms()),
            direction: "outbound",
            error_message: error_text(message),
            failed_at: time(message.failed_at_ms()),
            gateway_id: message.gateway_id().and_then(|id| devices.get(id)).cloned(),
            message: message.content.text().map(MessageText::as_str).map(str::to_owned),
            message_id: message.id.as_str().to_owned(),
            phone_number: recipient.map(|it| it.address.as_str().to_owned()),
            recipients: message.recipients.len(),
            resend_of: message.options.resend_of.as_ref().map(|id| id.as_str().to_owned()),
            resent_as: message.resent_as.iter().map(|id| id.as_str().to_owned()).collect(),
            retry_count: message.retry_count(),
            sent_at: time(message.sent_at_ms()),
            status: status_word(message),
        }
    }
}

impl InboundMessageOut {
    fn of(row: &InboundRow, devices: &Devices) -> Self {
        Self {
            direction: "inbound",
            gateway_id: devices.get(&row.gateway_id).cloned(),
            message: row.body.as_str().to_owned(),
            message_id: row.id.clone(),
            phone_number: row.sender.clone(),
            received_at: TimeSecs(row.received_at_ms),
            status: "received",
        }
    }
}

impl ShowMessageOut {
    pub(crate) fn of(message: &Message, devices: &Devices) -> Self {
        let entry = |entry| TimelineEntryOut::of(entry, message, devices);
        Self {
            message: OutboundMessageOut::of(message, devices),
            timeline: message.timeline.iter().map(entry).collect(),
            to: (message.recipients.len() > 1).then(|| out::recipients(message)),
        }
    }
}

impl TimelineEntryOut {
    fn of(entry: &TimelineEntry, message: &Message, devices: &Devices) -> Self {
        let recipient = entry.ordinal.and_then(|at| message.recipients.get(usize::from(at)));
        Self {
            at: TimeMs(entry.at_ms),
            attempt: entry.epoch,
            cause: entry.cause.clone(),
            event: entry.event,
            gateway_id: entry.gateway_id.as_ref().and_then(|id| devices.get(id)).cloned(),
            phone_number: recipient.map(|it| it.address.as_str().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: UnixMillis = UnixMillis::EPOCH;

    fn outbound() -> OutboundMessageOut {
        OutboundMessageOut {
            created_at: TimeSecs(AT),
            delivered_at: None,
            direction: "outbound",
            error_message: None,
            failed_at: None,
            gateway_id: Some("phone".to_owned()),
            message: Some("Hello".to_owned()),
            message_id: "msg_1".to_owned(),
            phone_number: Some("+12025550123".to_owned()),
            recipients: 1,
            resend_of: None,
            resent_as: Vec::new(),
            retry_count: 0,
            sent_at: Some(TimeSecs(AT)),
            status: "sent",
        }
    }

    const OUTBOUND: &str = concat!(
        r#"{"created_at":"1970-01-01T00:00:00Z","delivered_at":null,"direction":"outbound","error_message":null,"#,
        r#""failed_at":null,"gateway_id":"phone","message":"Hello","message_id":"msg_1","#,
        r#""phone_number":"+12025550123","recipients":1,"retry_count":0,"sent_at":"1970-01-01T00:00:00Z","#,
        r#""status":"sent""#,
    );

    #[test]
    fn page_has_its_own_order_and_its_messages_are_in_alphabetical_order() {
        let inbound = InboundMessageOut {
            direction: "inbound",
            gateway_id: None,
            message: "Hi".to_owned(),
            message_id: "msg_2".to_owned(),
            phone_number: "Bank".to_owned(),
            received_at: TimeSecs(AT),
            status: "received",
        };
        let messages =
            vec![HistoryEntryOut::Outbound(outbound()), HistoryEntryOut::Inbound(inbound)];
        let page = HistoryPageOut { messages, next_cursor: None };
        let inbound = concat!(
            r#"{"direction":"inbound","gateway_id":null,"message":"Hi","message_id":"msg_2","#,
            r#""phone_number":"Bank","received_at":"1970-01-01T00:00:00Z","status":"received"}"#,
        );
        let expected = format!(r#"{{"messages":[{OUTBOUND}}},{inbound}],"next_cursor":null}}"#);
        assert_eq!(serde_json::to_string(&page).unwrap(), expected);
    }

    #[test]
    fn timeline_follows_the_members_of_the_message() {
        let entry = TimelineEntryOut {
            at: TimeMs(AT),
            attempt: Some(1),
            cause: None,
            event: TimelineEvent::NotHandedOver,
            gateway_id: None,
            phone_number: None,
        };
        let shown = ShowMessageOut { message: outbound(), timeline: vec![entry], to: None };
        let entry = concat!(
            r#"{"at":"1970-01-01T00:00:00.000Z","attempt":1,"cause":null,"event":"not_handed_over","#,
            r#""gateway_id":null,"phone_number":null}"#,
        );
        let expected = format!(r#"{OUTBOUND},"timeline":[{entry}]}}"#);
        assert_eq!(serde_json::to_string(&shown).unwrap(), expected);
    }
}
