//! Answers to integrators about messages, with fields in the order in which they are sent.

use edge_kit::TimeSecs;
use messaging::{Message, MessageId, Recipient, RecipientState};
use serde::Serialize;
use store_d1::inbound::InboundRow;
use telephony::Address;

use super::status::{recipient_word, status_word};

/// Answer of `POST /api/v1/sms/send`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendSmsOut {
    /// Earliest time at which the message can leave, in seconds since 1970. Present if its schedule or pacing holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "i64"))]
    pub(crate) eta: Option<i64>,
    #[cfg_attr(feature = "openapi", schemars(example = &"msg_5f0c1d2e3b4a59687786950a1b2c3d00"))]
    pub(crate) message_id: String,
    /// Recipients in the order of the request. Present if `to` was a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<AcceptedRecipientOut>"))]
    pub(crate) recipients: Option<Vec<AcceptedRecipientOut>>,
    /// Message that this one sends again. Present in the answer to a resend.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub(crate) resend_of: Option<String>,
    /// Always `queued`, which means here that the message is accepted; ask for the status to know more.
    pub(crate) status: &'static str,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A recipient of an accepted message.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct AcceptedRecipientOut {
    /// Id of this recipient's SMS; the first one's is the message's id.
    id: String,
    /// Phone number in E.164.
    phone_number: String,
    /// Always `queued`, as that of the message.
    status: &'static str,
}

/// Answer of `POST /api/v1/sms/{message_id}/cancel`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CancelSmsOut {
    pub(crate) message_id: String,
    /// `cancelling` while a gateway may still send the message and has to confirm, then `cancelled`.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["cancelling", "cancelled"])))]
    pub(crate) state: &'static str,
    /// Always `true`.
    pub(crate) success: bool,
}

/// A recipient of a sent message, with what is known of its SMS.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RecipientOut {
    delivered_at: Option<TimeSecs>,
    /// Cause of the last failed attempt; `null` if there is none.
    error_message: Option<String>,
    failed_at: Option<TimeSecs>,
    /// Id of this recipient's SMS; the first one's is the message's id.
    id: String,
    /// Phone number in E.164, or the number as it was given. Its hash once the message is hashed.
    phone_number: String,
    sent_at: Option<TimeSecs>,
    #[cfg_attr(
        feature = "openapi",
        schemars(extend(
            "enum" = ["pending", "queued", "sent", "delivered", "failed", "cancelling", "cancelled"]
        ))
    )]
    status: &'static str,
}

/// Answer of `GET /api/v1/sms/status/{message_id}`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SmsStatusOut {
    message_id: String,
    /// `pending` before a gateway has the message, `queued` while one has it and has not sent it. A cancelled message is
    /// `failed`.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["pending", "queued", "sent", "delivered", "failed"]))
    )]
    status: &'static str,
    sent_at: Option<TimeSecs>,
    delivered_at: Option<TimeSecs>,
    failed_at: Option<TimeSecs>,
    /// Cause of the failure: in the phone's or provider's words, or `TTL expired`, `outcome_unknown` or `cancelled`.
    error_message: Option<String>,
    /// Recipients in the order of the request. Present if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<RecipientOut>"))]
    recipients: Option<Vec<RecipientOut>>,
}

/// Answer of `GET /api/v1/sms/received`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReceivedPageOut {
    /// The newest first.
    pub(crate) messages: Vec<ReceivedSmsOut>,
    /// Messages on all pages.
    pub(crate) total: u64,
    pub(crate) page: u32,
    /// Number of pages, at least 1.
    pub(crate) pages: u64,
}

/// A received SMS.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReceivedSmsOut {
    message_id: String,
    /// Phone number in E.164, short code or name.
    from: String,
    message: String,
    received_at: TimeSecs,
}

impl From<&Message> for SmsStatusOut {
    fn from(message: &Message) -> Self {
        Self {
            message_id: message.id.as_str().to_owned(),
            status: status_word(message),
            sent_at: message.sent_at_ms().map(TimeSecs),
            delivered_at: message.delivered_at_ms().map(TimeSecs),
            failed_at: message.failed_at_ms().map(TimeSecs),
            error_message: error_text(message),
            recipients: (message.recipients.len() > 1).then(|| recipients(message)),
        }
    }
}

/// Returns the recipients of a message just accepted.
pub(super) fn accepted_recipients(
    message_id: &str,
    recipients: &[Address],
) -> Vec<AcceptedRecipientOut> {
    let Some(id) = MessageId::parse(message_id) else { return Vec::new() };
    let recipient = |(ordinal, address): (u8, &Address)| AcceptedRecipientOut {
        id: id.wire_id(ordinal),
        phone_number: address.as_str().to_owned(),
        status: "queued",
    };
    (0..).zip(recipients).map(recipient).collect()
}

/// Returns the recipients of a message in their order.
pub(crate) fn recipients(message: &Message) -> Vec<RecipientOut> {
    let recipient = |(ordinal, it): (u8, &Recipient)| RecipientOut {
        delivered_at: it.delivered_at_ms.map(TimeSecs),
        error_message: it.reason().map(str::to_owned),
        failed_at: it.failed_at_ms.map(TimeSecs),
        id: message.id.wire_id(ordinal),
        phone_number: it.address.as_str().to_owned(),
        sent_at: it.sent_at_ms.map(TimeSecs),
        status: recipient_word(it.state, it.epoch.is_some()),
    };
    (0..).zip(&message.recipients).map(recipient).collect()
}

/// Returns the cause of a message's failure. The contract has no word for a cancelled message, which is shown as failed
/// for this cause.
pub(crate) fn error_text(message: &Message) -> Option<String> {
    let cancelled =
        || (message.state() == RecipientState::Cancelled).then(|| "cancelled".to_owned());
    message.error().map(str::to_owned).or_else(cancelled)
}

impl From<InboundRow> for ReceivedSmsOut {
    fn from(row: InboundRow) -> Self {
        Self {
            message_id: row.id,
            from: row.sender,
            message: row.body.as_str().to_owned(),
            received_at: TimeSecs(row.received_at_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use object_commands::dispatcher::Receipt;
    use serde_json::json;
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn accepted_message_is_shown_in_alphabetical_order() {
        let receipt = Receipt {
            message_id: "msg_1".to_owned(),
            gateway_id: None,
            created_at_ms: UnixMillis::EPOCH,
            eta_ms: None,
        };
        let sent = serde_json::to_string(&SendSmsOut::of(&receipt, None)).unwrap();
        assert_eq!(sent, r#"{"message_id":"msg_1","status":"queued","success":true}"#);
    }

    #[test]
    fn accepted_message_to_a_list_has_its_recipients_and_a_held_one_its_eta() {
        let id = format!("msg_{}", "0".repeat(32));
        let receipt = Receipt {
            message_id: id.clone(),
            gateway_id: None,
            created_at_ms: UnixMillis::EPOCH,
            eta_ms: Some(UnixMillis::new(1_001)),
        };
        let address = Address::Literal("1".to_owned());
        let sent = SendSmsOut::of(&receipt, Some(&[address.clone(), address]));
        let sent =
            serde_json::to_value(SendSmsOut { resend_of: Some(id.clone()), ..sent }).unwrap();
        let recipient = |id: &str| json!({ "id": id, "phone_number": "1", "status": "queued" });
        let second = format!("msg_{}1", "0".repeat(31));
        assert_eq!(
            sent,
            json!({
                "eta": 2,
                "message_id": id,
                "recipients": [recipient(&id), recipient(&second)],
                "resend_of": id,
                "status": "queued",
                "success": true,
            })
        );
    }
}
