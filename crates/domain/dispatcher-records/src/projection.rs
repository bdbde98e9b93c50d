//! Rows that the Dispatcher projects to D1.

use ids::GatewayId;
use masking::ProxySessionId;
use messaging::{Content, GatewayHealth, InboundMessage, Message};
use serde::Serialize;
use unix_time::UnixMillis;

use crate::OperatingFigures;

/// A message's row in D1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageRow {
    pub id: String,
    pub version: u32,
    pub client_id: Option<String>,
    pub gateway_id: Option<GatewayId>,
    pub state: &'static str,
    pub created_at_ms: UnixMillis,
    pub updated_at_ms: UnixMillis,
    pub sent_at_ms: Option<UnixMillis>,
    pub delivered_at_ms: Option<UnixMillis>,
    pub failed_at_ms: Option<UnixMillis>,
    pub error: Option<String>,
    pub retry_count: u8,
    pub record: Message,
}

/// A recipient's row in D1, by which messages are found by address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientRow {
    pub message_id: String,
    pub address: String,
}

/// A labeled message's row in D1, by which messages are found by label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelRow {
    pub message_id: String,
    pub label: String,
}

/// The id by which a provider knows a recipient's SMS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReferenceRow {
    pub reference: String,
    pub message_id: String,
    pub ordinal: u8,
}

/// One piece of a content that is too long for its message's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceRow {
    pub message_id: String,
    /// Counts from 0.
    pub number: u32,
    pub text: String,
}

/// A message that was sent on behalf of a masking session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InteractionRow {
    pub session_id: ProxySessionId,
    pub message_id: String,
    pub kind: &'static str,
    pub inbound_id: Option<String>,
    pub at_ms: UnixMillis,
}

/// A gateway's presence in D1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GatewayRow {
    pub id: GatewayId,
    pub online: u8,
    /// 1 if it holds an event stream open.
    pub streams: u8,
    /// 1 if the push service refused the last push to its token, 2 if it was not sent for another reason, else 0.
    pub push_refused: u8,
    pub last_heartbeat_at_ms: UnixMillis,
    pub health: GatewayHealth,
    /// Whether the gateway was heard from since it registered.
    #[serde(skip)]
    pub is_heard: bool,
}

/// A counter's absolute value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CounterRow {
    pub metric: &'static str,
    pub day: i64,
    pub gateway_id: String,
    pub value: i64,
}

/// One batch of rows for D1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Projection {
    pub messages: Vec<MessageRow>,
    /// Long contents of messages that D1 has not seen before.
    pub pieces: Vec<PieceRow>,
    /// Messages whose pieces D1 is to delete because the content was hashed.
    pub forgotten: Vec<String>,
    /// Recipients of messages that D1 has not seen before.
    pub recipients: Vec<RecipientRow>,
    /// Labels of messages that D1 has not seen before.
    pub labels: Vec<LabelRow>,
    pub references: Vec<ReferenceRow>,
    /// Interactions of messages that D1 has not seen before.
    pub interactions: Vec<InteractionRow>,
    pub inbound: Vec<InboundMessage>,
    pub gateways: Vec<GatewayRow>,
    pub counters: Vec<CounterRow>,
    /// The account's operating figures, if it is time to store them.
    pub figures: Option<OperatingFigures>,
    /// Counters that this batch changes but does not write; they follow in a batch of their own.
    pub left_out: Vec<CounterRow>,
    /// Whether there may be more than one batch.
    pub more: bool,
    /// Claims of the inbound messages, in the same order.
    pub claims: Vec<String>,
}

impl Projection {
    /// Number of rows for dividing a refused batch. Counters count only if the batch has no other rows.
    pub fn rows(&self) -> usize {
        let rows = self.messages.len() + self.inbound.len() + self.gateways.len();
        if rows == 0 { self.counters.len() } else { rows }
    }

    /// Whether the batch shows that its account is in use. A phone that only registered does not.
    pub fn shows_use(&self) -> bool {
        let more = self.messages.len() + self.inbound.len() + self.counters.len();
        more > 0 || self.gateways.iter().any(|gateway| gateway.is_heard)
    }

    /// Whether the batch holds counters and other rows.
    pub fn mixes_counters(&self) -> bool {
        let others = self.messages.len() + self.inbound.len() + self.gateways.len();
        others > 0 && !self.counters.is_empty()
    }
}

impl From<Message> for MessageRow {
    fn from(mut message: Message) -> Self {
        // A confidential text never reaches D1, not even sealed.
        if let Content::Sealed(_) = message.content {
            message.content = Content::Redacted;
        }
        Self {
            id: message.id.as_str().to_owned(),
            version: message.version,
            client_id: message.client_id.clone(),
            gateway_id: message.gateway_id().cloned(),
            state: message.state().as_str(),
            created_at_ms: message.created_at_ms,
            updated_at_ms: message.updated_at_ms,
            sent_at_ms: message.sent_at_ms(),
            delivered_at_ms: message.delivered_at_ms(),
            failed_at_ms: message.failed_at_ms(),
            error: message.error().map(str::to_owned),
            retry_count: message.retry_count(),
            record: message,
        }
    }
}
