//! The inbox: uploads of phones and other inbound messages, in one order.
//!
//! Ids in both tables begin with the time of receipt, so a page merges two ranges. Without a filter, totals
//! come from the counters of each day, and whole days are skipped by them. With a filter, rows are counted in
//! its index.

mod span;

use std::collections::BTreeMap;

use devices::inbox::{ItemType, StoredAttachment};
use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;

use self::span::Span;
use super::attachments::stored;
use crate::{
    Store, StoreError,
    bound::{Bound, Value, json, row_of, rows_of},
    messages::inbound::{DayRow, MessagesPerDay, ValueRow},
};

// ?1 account, ?2 first id, ?3 end of ids, ?4 gateway, ?5 type, ?6 limit, ?7 offset.
macro_rules! uploads {
    () => {
        "inbox_items WHERE account_id = ?1 AND id >= ?2 AND id < ?3"
    };
    (gateway) => {
        "inbox_items INDEXED BY inbox_items_gateway
         WHERE account_id = ?1 AND gateway_id = ?4 AND id >= ?2 AND id < ?3"
    };
    (type) => {
        "inbox_items INDEXED BY inbox_items_type
         WHERE account_id = ?1 AND type = ?5 AND id >= ?2 AND id < ?3"
    };
    // A phone's items of one type are searched among all of its items.
    (gateway type) => {
        "inbox_items INDEXED BY inbox_items_gateway
         WHERE account_id = ?1 AND gateway_id = ?4 AND id >= ?2 AND id < ?3 AND type = ?5"
    };
}
macro_rules! inbound {
    () => {
        "inbound_messages WHERE account_id = ?1 AND id >= ?2 AND id < ?3"
    };
    (gateway) => {
        "inbound_messages INDEXED BY inbound_messages_gateway
         WHERE account_id = ?1 AND gateway_id = ?4 AND id >= ?2 AND id < ?3"
    };
}
macro_rules! page {
    ($uploads:expr) => {
        concat!("SELECT id FROM ", $uploads, " ORDER BY id DESC LIMIT ?6 OFFSET ?7")
    };
    ($uploads:expr, $inbound:expr) => {
        concat!(
            "SELECT id FROM ",
            $uploads,
            " UNION ALL SELECT id FROM ",
            $inbound,
            " ORDER BY id DESC LIMIT ?6 OFFSET ?7"
        )
    };
}
macro_rules! count {
    ($uploads:expr) => {
        concat!("SELECT COUNT(*) AS value FROM ", $uploads)
    };
    ($uploads:expr, $inbound:expr) => {
        concat!(
            "SELECT (SELECT COUNT(*) FROM ",
            $uploads,
            ") + (SELECT COUNT(*) FROM ",
            $inbound,
            ") AS value"
        )
    };
}

const PAGE: &str = page!(uploads!(), inbound!());
const PAGE_OF_GATEWAY: &str = page!(uploads!(gateway), inbound!(gateway));
// Inbound messages are all SMS, so listings of other types leave their table out.
const PAGE_OF_SMS: &str = page!(uploads!(type), inbound!());
const PAGE_OF_GATEWAYS_SMS: &str = page!(uploads!(gateway type), inbound!(gateway));
const PAGE_OF_TYPE: &str = page!(uploads!(type));
const PAGE_OF_GATEWAYS_TYPE: &str = page!(uploads!(gateway type));
const COUNT: &str = count!(uploads!(), inbound!());
const COUNT_OF_GATEWAY: &str = count!(uploads!(gateway), inbound!(gateway));
const COUNT_OF_SMS: &str = count!(uploads!(type), inbound!());
const COUNT_OF_GATEWAYS_SMS: &str = count!(uploads!(gateway type), inbound!(gateway));
const COUNT_OF_TYPE: &str = count!(uploads!(type));
const COUNT_OF_GATEWAYS_TYPE: &str = count!(uploads!(gateway type));
const DAYS: &str = "SELECT metric, day, value FROM counters
     WHERE account_id = ?1 AND metric IN ('inbox', 'received', 'received_deleted')
       AND day >= ?2 AND day <= ?3";
/// Beginning of a text. SQLite's `substr` ends a text at its first NUL, which some texts contain, and counts
/// bytes in a blob.
macro_rules! beginning {
    ($text:literal) => {
        concat!(
            "CASE WHEN octet_length(",
            $text,
            ") <= ?3 THEN ",
            $text,
            " WHEN instr(",
            $text,
            ", char(0)) > 0
                THEN CAST(substr(CAST(",
            $text,
            " AS BLOB), 1, ?3) AS TEXT)
              ELSE substr(",
            $text,
            ", 1, ?3) END"
        )
    };
}
const UPLOADS_BY_ID: &str = concat!(
    "SELECT id, item_id, type, sender, recipient, sim_number, ",
    beginning!("content"),
    " AS content, attachments, received_at_ms
     FROM inbox_items WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))"
);
const INBOUND_BY_ID: &str = concat!(
    "SELECT id, sender, ",
    beginning!("body"),
    " AS content, received_at_ms
     FROM inbound_messages WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))"
);

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    PAGE,
    PAGE_OF_GATEWAY,
    PAGE_OF_SMS,
    PAGE_OF_GATEWAYS_SMS,
    PAGE_OF_TYPE,
    PAGE_OF_GATEWAYS_TYPE,
    COUNT,
    COUNT_OF_GATEWAY,
    COUNT_OF_SMS,
    COUNT_OF_GATEWAYS_SMS,
    COUNT_OF_TYPE,
    COUNT_OF_GATEWAYS_TYPE,
    DAYS,
    UPLOADS_BY_ID,
    INBOUND_BY_ID,
];

/// Filter and page of an inbox listing.
#[derive(Clone, Debug)]
pub struct InboxQuery {
    pub gateway_id: Option<GatewayId>,
    pub item_type: Option<ItemType>,
    /// Received at or after this.
    pub from_ms: Option<UnixMillis>,
    /// Received before this.
    pub to_ms: Option<UnixMillis>,
    pub limit: u32,
    pub offset: u32,
    /// Longest text returned, in characters; the rest is cut off.
    pub max_content_chars: u32,
}

/// One message of the inbox.
#[derive(Clone)]
pub struct InboxEntry {
    /// The phone's own id of an upload, or else ours.
    pub id: String,
    /// Type as SMSGate names it.
    pub item_type: String,
    pub sender: String,
    pub recipient: Option<String>,
    pub sim_number: Option<i64>,
    pub content: String,
    /// Whether the content is encrypted, as all uploads of phones are.
    pub is_encrypted: bool,
    pub received_at_ms: UnixMillis,
    pub attachments: Vec<StoredAttachment>,
}

/// A page, newest first, with the number of messages on all pages.
pub struct InboxPage {
    pub entries: Vec<InboxEntry>,
    pub total: u64,
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

#[derive(Deserialize)]
struct UploadRow {
    id: String,
    item_id: String,
    r#type: String,
    sender: String,
    recipient: Option<String>,
    sim_number: Option<i64>,
    content: String,
    attachments: String,
    received_at_ms: UnixMillis,
}

#[derive(Deserialize)]
struct InboundRow {
    id: String,
    sender: String,
    content: String,
    received_at_ms: UnixMillis,
}

impl InboxQuery {
    /// Returns the statement that counts the matching messages. `None` without filters, when totals come from
    /// the counters.
    fn count(&self, account_id: &str, span: &Span) -> Option<Bound> {
        let (sql, takes) = match (self.gateway_id.as_ref(), self.item_type) {
            (None, None) => return None,
            (Some(_), None) => (COUNT_OF_GATEWAY, 4),
            (None, Some(ItemType::Sms)) => (COUNT_OF_SMS, 5),
            (Some(_), Some(ItemType::Sms)) => (COUNT_OF_GATEWAYS_SMS, 5),
            (None, Some(_)) => (COUNT_OF_TYPE, 5),
            (Some(_), Some(_)) => (COUNT_OF_GATEWAYS_TYPE, 5),
        };
        let mut values = self.values(account_id, span, &span.end_id);
        // D1 refuses a statement with more values than parameters.
        values.truncate(takes);
        Some((sql, values))
    }

    /// Returns the statement that reads the page's ids: those below `end_id`, after `offset` of them.
    fn page(&self, account_id: &str, span: &Span, end_id: &str, offset: i64) -> Bound {
        let sql = match (self.gateway_id.as_ref(), self.item_type) {
            (None, None) => PAGE,
            (Some(_), None) => PAGE_OF_GATEWAY,
            (None, Some(ItemType::Sms)) => PAGE_OF_SMS,
            (Some(_), Some(ItemType::Sms)) => PAGE_OF_GATEWAYS_SMS,
            (None, Some(_)) => PAGE_OF_TYPE,
            (Some(_), Some(_)) => PAGE_OF_GATEWAYS_TYPE,
        };
        let mut values = self.values(account_id, span, end_id);
        values.extend([self.limit.into(), offset.into()]);
        (sql, values)
    }

    /// Values `?1` to `?5` of all the statements.
    fn values(&self, account_id: &str, span: &Span, end_id: &str) -> Vec<Value> {
        vec![
            account_id.into(),
            span.from_id.as_str().into(),
            end_id.into(),
            self.gateway_id.as_ref().into(),
            self.item_type.map(ItemType::as_str).into(),
        ]
    }
}

impl Store {
    /// Lists a part of the account's inbox. Changes that its Dispatcher has not projected yet are missing.
    pub async fn list_inbox(
        &self,
        account_id: &AccountId,
        query: &InboxQuery,
    ) -> Result<InboxPage, StoreError> {
        let span = Span::of(query.from_ms, query.to_ms);
        let account_id = account_id.as_str();
        let offset = i64::from(query.offset);
        let (total, end_id, left) = if let Some(count) = query.count(account_id, &span) {
            let row: Option<ValueRow> = self.row(count).await?;
            (row.map_or(0, |row| row.value), span.end_id.clone(), offset)
        } else {
            let days = self.days_of_inbox(account_id, &span, offset).await?;
            let (end_id, left) = span.seek(&days, offset);
            (days.total(), end_id, left)
        };
        let total_count = u64::try_from(total).unwrap_or(0);
        if offset >= total {
            return Ok(InboxPage { entries: Vec::new(), total: total_count });
        }
        let ids: Vec<IdRow> = self.rows(query.page(account_id, &span, &end_id, left)).await?;
        let entries = self.inbox_entries(account_id, &ids, query.max_content_chars).await?;
        Ok(InboxPage { entries, total: total_count })
    }

    /// Counts the messages of each day of the span, or reads only the total of all days if that is enough.
    async fn days_of_inbox(
        &self,
        account_id: &str,
        span: &Span,
        offset: i64,
    ) -> Result<MessagesPerDay, StoreError> {
        let results = self.batch(count_days(account_id, span, offset)).await?;
        let mut days = MessagesPerDay::of(&rows_of::<DayRow>(&results, 0)?);
        for (index, (day, ..)) in span.partial_days().iter().enumerate() {
            let row: Option<ValueRow> = row_of(&results, index.saturating_add(1))?;
            days.0.insert(*day, row.map_or(0, |row| row.value));
        }
        Ok(days)
    }

    /// Reads the messages of these ids, in their order.
    async fn inbox_entries(
        &self,
        account_id: &str,
        ids: &[IdRow],
        max_content_chars: u32,
    ) -> Result<Vec<InboxEntry>, StoreError> {
        let wanted: Vec<&str> = ids.iter().map(|row| row.id.as_str()).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let values = vec![account_id.into(), json(&wanted)?, max_content_chars.into()];
        let statements = vec![(UPLOADS_BY_ID, values.clone()), (INBOUND_BY_ID, values)];
        let results = self.batch(statements).await?;
        let mut entries = BTreeMap::new();
        for row in rows_of::<UploadRow>(&results, 0)? {
            entries.insert(row.id.clone(), row.into_entry()?);
        }
        for row in rows_of::<InboundRow>(&results, 1)? {
            entries.insert(row.id.clone(), row.into_entry());
        }
        Ok(wanted.iter().filter_map(|id| entries.remove(*id)).collect())
    }
}

/// Statements that read the days' counters, and then count the messages of each partial day.
fn count_days(account_id: &str, span: &Span, offset: i64) -> Vec<Bound> {
    let (first, last) = span.days(offset);
    let mut statements = vec![(DAYS, vec![account_id.into(), first.into(), last.into()])];
    for (_, from_id, end_id) in span.partial_days() {
        statements.push((COUNT, vec![account_id.into(), from_id.into(), end_id.into()]));
    }
    statements
}

impl UploadRow {
    fn into_entry(self) -> Result<InboxEntry, StoreError> {
        Ok(InboxEntry {
            id: self.item_id,
            item_type: self.r#type,
            sender: self.sender,
            recipient: self.recipient,
            sim_number: self.sim_number,
            content: self.content,
            is_encrypted: true,
            received_at_ms: self.received_at_ms,
            attachments: stored(&self.attachments)?,
        })
    }
}

impl InboundRow {
    fn into_entry(self) -> InboxEntry {
        InboxEntry {
            id: self.id,
            item_type: ItemType::Sms.as_str().to_owned(),
            sender: self.sender,
            recipient: None,
            sim_number: None,
            content: self.content,
            is_encrypted: false,
            received_at_ms: self.received_at_ms,
            attachments: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
