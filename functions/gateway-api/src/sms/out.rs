//! Answers to integrators about messages, with fields in the order in which they are sent.

use edge_kit::TimeSecs;
use messaging::Message;
use serde::Serialize;
use store_d1::inbound::{InboundDetailRow, InboundRow};

use super::status::status_word;

/// Answer of `POST /api/v1/sms/send`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendSmsOut {
    #[cfg_attr(feature = "openapi", schemars(example = &"msg_5f0c1d2e3b4a59687786950a1b2c3d00"))]
    pub(crate) message_id: String,
    /// Always `queued`, which means here that the message is accepted; ask for the status to know more.
    pub(crate) status: &'static str,
    /// Always `true`.
    pub(crate) success: bool,
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
    /// Cause of the failure: in the phone's or provider's words, or `TTL expired` or `outcome_unknown`.
    error_message: Option<String>,
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

/// Answer of `GET /api/v1/sms/received/{message_id}`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReceivedSmsDetailOut {
    #[serde(flatten)]
    sms: ReceivedSmsOut,
    /// Device id of the phone that received it, or id of the provider's number; `null` if it was deleted.
    gateway_id: Option<String>,
    /// The provider's own id of the SMS; `null` if a phone received it, or the provider gave none.
    reference: Option<String>,
    /// Number of SMS that the text takes.
    segments: u32,
    /// Time at which the SMS was stored. `received_at` is the time by the clock of the phone or provider.
    stored_at: TimeSecs,
}

impl ReceivedSmsDetailOut {
    pub(super) fn of(row: InboundDetailRow, gateway_id: Option<String>) -> Self {
        Self {
            gateway_id,
            reference: row.reference,
            segments: row.body.segments(),
            stored_at: TimeSecs(row.created_at_ms),
            sms: ReceivedSmsOut {
                message_id: row.id,
                from: row.sender,
                message: row.body.as_str().to_owned(),
                received_at: TimeSecs(row.received_at_ms),
            },
        }
    }
}

impl From<&Message> for SmsStatusOut {
    fn from(message: &Message) -> Self {
        Self {
            message_id: message.id.as_str().to_owned(),
            status: status_word(message),
            sent_at: message.sent_at_ms().map(TimeSecs),
            delivered_at: message.delivered_at_ms().map(TimeSecs),
            failed_at: message.failed_at_ms().map(TimeSecs),
            error_message: message.error().map(str::to_owned),
        }
    }
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
    use super::*;

    #[test]
    fn accepted_message_is_shown_in_alphabetical_order() {
        let sent = SendSmsOut { message_id: "msg_1".to_owned(), status: "queued", success: true };
        let sent = serde_json::to_string(&sent).unwrap();
        assert_eq!(sent, r#"{"message_id":"msg_1","status":"queued","success":true}"#);
    }
}
