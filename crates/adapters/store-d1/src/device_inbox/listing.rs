//! The inbox: uploads of phones and other inbound messages, in one order.
//!
//! Ids in both tables begin with the time of receipt, so a page merges two ranges. Without a filter, totals
//! come from the counters of each day, and whole days are skipped by them. With a filter, rows are counted in
//! its index.

mod span;

use std::collections::BTreeMap;

use devices::inbox::{ItemType, StoredAttachment};
use identity::AccountId;
use serde::Deserialize;
use worker::{D1Result, wasm_bindgen::JsValue};

use self::span::Span;
use super::attachments::stored;
use crate::{
    Store, StoreError,
    database::{integer, json, optional_text},
    inbound::{DayRow, Days, ValueRow},
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
#[derive(Clone, Copy, Debug)]
pub struct InboxQuery<'a> {
    pub gateway_id: Option<&'a str>,
    pub item_type: Option<ItemType>,
    /// Received at or after this.
    pub from_ms: Option<i64>,
    /// Received before this.
    pub to_ms: Option<i64>,
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
    pub received_at_ms: i64,
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
    received_at_ms: i64,
}

#[derive(Deserialize)]
struct InboundRow {
    id: String,
    sender: String,
    content: String,
    received_at_ms: i64,
}

/// The statements for one combination of filters.
struct Filter {
    page: &'static str,
    count: &'static str,
    /// Number of parameters that `count` takes.
    count_parameters: usize,
}

impl InboxQuery<'_> {
    /// Returns the statements for the query's filters. `None` without filters, when totals come from the
    /// counters.
    fn filter(&self) -> Option<Filter> {
        let (page, count, count_parameters) = match (self.gateway_id, self.item_type) {
            (None, None) => return None,
            (Some(_), None) => (PAGE_OF_GATEWAY, COUNT_OF_GATEWAY, 4),
            (None, Some(ItemType::Sms)) => (PAGE_OF_SMS, COUNT_OF_SMS, 5),
            (Some(_), Some(ItemType::Sms)) => (PAGE_OF_GATEWAYS_SMS, COUNT_OF_GATEWAYS_SMS, 5),
            (None, Some(_)) => (PAGE_OF_TYPE, COUNT_OF_TYPE, 5),
            (Some(_), Some(_)) => (PAGE_OF_GATEWAYS_TYPE, COUNT_OF_GATEWAYS_TYPE, 5),
        };
        Some(Filter { page, count, count_parameters })
    }
}

impl Store {
    /// Lists a part of the account's inbox. Changes that its Dispatcher has not projected yet are missing.
    pub async fn list_inbox(
        &self,
        account_id: &AccountId,
        query: &InboxQuery<'_>,
    ) -> Result<InboxPage, StoreError> {
        let span = Span::of(query.from_ms, query.to_ms);
        let account = JsValue::from_str(account_id.as_str());
        let offset = i64::from(query.offset);
        let mut parameters = vec![
            account.clone(),
            JsValue::from_str(&span.from_id),
            JsValue::from_str(&span.end_id),
            optional_text(query.gateway_id),
            optional_text(query.item_type.map(ItemType::as_str)),
        ];
        let (sql, total, offset) = if let Some(filter) = query.filter() {
            let counted = parameters.get(..filter.count_parameters).unwrap_or(&parameters);
            let row: Option<ValueRow> = self.row(filter.count, counted).await?;
            (filter.page, row.map_or(0, |row| row.value), offset)
        } else {
            let days = self.days_of_inbox(&account, &span, offset).await?;
            let (end_id, left) = span.seek(&days, offset);
            if let Some(end) = parameters.get_mut(2) {
                *end = JsValue::from_str(&end_id);
            }
            (PAGE, days.total(), left)
        };
        let total_count = u64::try_from(total).unwrap_or(0);
        if i64::from(query.offset) >= total {
            return Ok(InboxPage { entries: Vec::new(), total: total_count });
        }
        parameters.extend([integer(i64::from(query.limit)), integer(offset)]);
        let ids: Vec<IdRow> = self.rows(sql, &parameters).await?;
        let entries = self.inbox_entries(&account, &ids, query.max_content_chars).await?;
        Ok(InboxPage { entries, total: total_count })
    }

    /// Counts the messages of each day of the span, or reads only the total of all days if that is enough.
    async fn days_of_inbox(
        &self,
        account: &JsValue,
        span: &Span,
        offset: i64,
    ) -> Result<Days, StoreError> {
        let (first, last) = span.days(offset);
        let partial = span.partial_days();
        let mut statements =
            vec![self.statement(DAYS, &[account.clone(), integer(first), integer(last)])?];
        for (_, from_id, end_id) in &partial {
            let [from, end] = [from_id, end_id].map(|id| JsValue::from_str(id));
            statements.push(self.statement(COUNT, &[account.clone(), from, end])?);
        }
        let results = self.batch(statements).await?;
        let mut results = results.iter();
        let mut days = Days::of(&read::<DayRow>(results.next())?);
        for ((day, ..), result) in partial.iter().zip(results) {
            let value = read::<ValueRow>(Some(result))?.first().map_or(0, |row| row.value);
            days.0.insert(*day, value);
        }
        Ok(days)
    }

    /// Reads the messages of these ids, in their order.
    async fn inbox_entries(
        &self,
        account: &JsValue,
        ids: &[IdRow],
        max_content_chars: u32,
    ) -> Result<Vec<InboxEntry>, StoreError> {
        let wanted: Vec<&str> = ids.iter().map(|row| row.id.as_str()).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let parameters = [account.clone(), json(&wanted)?, integer(i64::from(max_content_chars))];
        let statements = vec![
            self.statement(UPLOADS_BY_ID, &parameters)?,
            self.statement(INBOUND_BY_ID, &parameters)?,
        ];
        let results = self.batch(statements).await?;
        let mut entries = BTreeMap::new();
        for row in read::<UploadRow>(results.first())? {
            entries.insert(row.id.clone(), row.into_entry()?);
        }
        for row in read::<InboundRow>(results.get(1))? {
            entries.insert(row.id.clone(), row.into_entry());
        }
        Ok(wanted.iter().filter_map(|id| entries.remove(*id)).collect())
    }
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

fn read<T: serde::de::DeserializeOwned>(result: Option<&D1Result>) -> Result<Vec<T>, StoreError> {
    let result = result.ok_or_else(|| StoreError::Corrupt("no result".to_owned()))?;
    result.results().map_err(|error| StoreError::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests;
