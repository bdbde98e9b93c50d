//! Pages of the history with every exported column, read by one query for each table.

use std::collections::BTreeMap;

use ids::{AccountId, GatewayId};
use unix_time::UnixMillis;

use super::{
    Direction, HistoryQuery, merge,
    scan::{InboundScan, MAX_EXAMINED_WITH_TEXTS, OutboundScan, Scan},
};
use crate::{Store, StoreError};

/// A message as it is exported.
#[derive(Clone, Debug)]
pub enum ExportedMessage {
    Outbound(Box<ExportedOutbound>),
    Inbound(ExportedInbound),
}

/// A sent message.
#[derive(Clone, Debug)]
pub struct ExportedOutbound {
    pub id: String,
    /// Value of `messages.state`.
    pub state: String,
    pub is_leased: bool,
    pub gateway_id: Option<GatewayId>,
    pub addresses: Vec<String>,
    /// `None` if it is not readable plain text.
    pub text: Option<String>,
    pub label: Option<String>,
    pub created_at_ms: UnixMillis,
    pub sent_at_ms: Option<UnixMillis>,
    pub delivered_at_ms: Option<UnixMillis>,
    pub failed_at_ms: Option<UnixMillis>,
    pub error: Option<String>,
    pub retry_count: u8,
}

/// A received message.
#[derive(Clone, Debug)]
pub struct ExportedInbound {
    pub id: String,
    pub gateway_id: GatewayId,
    pub sender: String,
    pub text: String,
    pub received_at_ms: UnixMillis,
}

/// A page, newest first. It may be empty and not be the last.
#[derive(Clone, Debug)]
pub struct ExportPage {
    pub messages: Vec<ExportedMessage>,
    /// Cursor of the next page; `None` on the last.
    pub next: Option<String>,
}

impl ExportedMessage {
    pub fn id(&self) -> &str {
        match self {
            Self::Outbound(message) => &message.id,
            Self::Inbound(message) => &message.id,
        }
    }

    pub fn gateway_id(&self) -> Option<&GatewayId> {
        match self {
            Self::Outbound(message) => message.gateway_id.as_ref(),
            Self::Inbound(message) => Some(&message.gateway_id),
        }
    }
}

impl Store {
    /// Reads a page of up to 500 messages. The query's limit is ignored.
    pub async fn export_history(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<ExportPage, StoreError> {
        let query = HistoryQuery { with_texts: true, ..query.clone() };
        let outbound = self.scan_outbound(account_id, &query).await?;
        let inbound = self.scan_inbound(account_id, &query).await?;
        // Both tables' rows fit, so that no page ends before the rows that were read for it.
        let limit = usize::try_from(MAX_EXAMINED_WITH_TEXTS).unwrap_or(usize::MAX);
        let (ids, next) =
            merge(Scan::from(&outbound), Scan::from(&inbound), limit.saturating_mul(2));
        let mut sent: BTreeMap<String, OutboundScan> = by_id(outbound.matching, |row| &row.id);
        let mut received: BTreeMap<String, InboundScan> = by_id(inbound.matching, |row| &row.id);
        let message = |(id, direction): (String, Direction)| match direction {
            Direction::Outbound => sent.remove(&id).and_then(exported_outbound),
            Direction::Inbound => received.remove(&id).and_then(exported_inbound),
        };
        Ok(ExportPage { messages: ids.into_iter().filter_map(message).collect(), next })
    }
}

fn by_id<T>(rows: Vec<T>, id: impl Fn(&T) -> &String) -> BTreeMap<String, T> {
    rows.into_iter().map(|row| (id(&row).clone(), row)).collect()
}

fn exported_outbound(row: OutboundScan) -> Option<ExportedMessage> {
    let addresses = row.addresses();
    Some(ExportedMessage::Outbound(Box::new(ExportedOutbound {
        id: row.id,
        state: row.state,
        is_leased: row.leased != 0,
        gateway_id: row.gateway_id,
        addresses,
        text: row.text,
        label: row.label,
        created_at_ms: row.created_at_ms?,
        sent_at_ms: row.sent_at_ms,
        delivered_at_ms: row.delivered_at_ms,
        failed_at_ms: row.failed_at_ms,
        error: row.error,
        retry_count: row.retry_count.unwrap_or(0),
    })))
}

fn exported_inbound(row: InboundScan) -> Option<ExportedMessage> {
    Some(ExportedMessage::Inbound(ExportedInbound {
        id: row.id,
        gateway_id: row.gateway_id,
        sender: row.sender?,
        text: row.body?,
        received_at_ms: row.received_at_ms?,
    }))
}
