//! Reading one table's rows for a page of the history, newest first, and choosing those that match.

use std::collections::BTreeMap;

use ids::{AccountId, GatewayId};
use messaging::{id::lower_bound, search::SearchText};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::{Direction, HistoryQuery};
use crate::{Store, StoreError, bound::Value};

/// Most rows read for a page that filters by a column without an index.
const MAX_EXAMINED: u32 = 500;
/// Most rows read for a page if their texts are read too. A text has at most 64 KiB.
pub(super) const MAX_EXAMINED_WITH_TEXTS: u32 = 250;
/// Sorts after every id.
const END: &str = "msg_~";

/// Columns of an outbound message by which it is filtered.
macro_rules! outbound {
    () => {
        "m.id, m.state, m.gateway_id, json_array_length(m.record, '$.leases') > 0 AS leased"
    };
}

/// Columns of an outbound message for searching and exporting. Ciphertext is no text.
macro_rules! outbound_with_text {
    () => {
        concat!(
            outbound!(),
            ", m.created_at_ms, m.sent_at_ms, m.delivered_at_ms, m.failed_at_ms, m.error, m.retry_count,
       m.record ->> '$.content.text' AS text, m.record ->> '$.options.label' AS label,
       COALESCE(m.record ->> '$.options.encrypted', 0)
         OR COALESCE(m.record ->> '$.options.hash_when_done', 0) AS unsearchable,
       (SELECT json_group_array(COALESCE(recipient.value ->> '$.address.e164',
          recipient.value ->> '$.address.literal'))
        FROM json_each(m.record, '$.recipients') AS recipient) AS addresses"
        )
    };
}

macro_rules! of_account {
    () => {
        " FROM messages AS m WHERE m.account_id = ?1 AND m.id >= ?2 AND m.id < ?3
     ORDER BY m.id DESC LIMIT ?4"
    };
}

macro_rules! to_address {
    () => {
        " FROM message_recipients AS r CROSS JOIN messages AS m
       ON m.account_id = r.account_id AND m.id = r.message_id
     WHERE r.account_id = ?1 AND r.address = ?5 AND r.message_id >= ?2 AND r.message_id < ?3
     ORDER BY r.message_id DESC LIMIT ?4"
    };
}

macro_rules! labelled {
    () => {
        " FROM message_labels AS l CROSS JOIN messages AS m
       ON m.account_id = l.account_id AND m.id = l.message_id
     WHERE l.account_id = ?1 AND l.label = ?6 AND l.message_id >= ?2 AND l.message_id < ?3
     ORDER BY l.message_id DESC LIMIT ?4"
    };
}

/// Whether a labeled message is to the address, if one is given.
macro_rules! is_to_address {
    () => {
        ", ?5 IS NULL OR EXISTS (SELECT 1 FROM message_recipients AS r
         WHERE r.account_id = l.account_id AND r.address = ?5 AND r.message_id = l.message_id) AS addressed"
    };
}

const OUTBOUND: &str = concat!("SELECT ", outbound!(), of_account!());
const OUTBOUND_TO: &str = concat!("SELECT ", outbound!(), to_address!());
const OUTBOUND_LABELLED: &str = concat!("SELECT ", outbound!(), is_to_address!(), labelled!());
const OUTBOUND_TEXTS: &str = concat!("SELECT ", outbound_with_text!(), of_account!());
const OUTBOUND_TEXTS_TO: &str = concat!("SELECT ", outbound_with_text!(), to_address!());
const OUTBOUND_TEXTS_LABELLED: &str =
    concat!("SELECT ", outbound_with_text!(), is_to_address!(), labelled!());
const INBOUND: &str = "SELECT id, gateway_id, octet_length(body) AS bytes FROM inbound_messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
// Without statistics, which D1 does not keep, the planner would read the account's whole time range.
const INBOUND_FROM: &str = "SELECT id, gateway_id, octet_length(body) AS bytes
     FROM inbound_messages INDEXED BY inbound_messages_sender
     WHERE account_id = ?1 AND sender = ?5 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
const INBOUND_TEXTS: &str =
    "SELECT id, gateway_id, octet_length(body) AS bytes, sender, body, received_at_ms
     FROM inbound_messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
const INBOUND_TEXTS_FROM: &str =
    "SELECT id, gateway_id, octet_length(body) AS bytes, sender, body, received_at_ms
     FROM inbound_messages INDEXED BY inbound_messages_sender
     WHERE account_id = ?1 AND sender = ?5 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    OUTBOUND,
    OUTBOUND_TO,
    OUTBOUND_LABELLED,
    OUTBOUND_TEXTS,
    OUTBOUND_TEXTS_TO,
    OUTBOUND_TEXTS_LABELLED,
    INBOUND,
    INBOUND_FROM,
    INBOUND_TEXTS,
    INBOUND_TEXTS_FROM,
];

/// An outbound row. The members from `created_at_ms` on are read only together with the texts.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct OutboundScan {
    pub(super) id: String,
    pub(super) state: String,
    pub(super) gateway_id: Option<GatewayId>,
    pub(super) leased: u8,
    addressed: Option<u8>,
    pub(super) created_at_ms: Option<UnixMillis>,
    pub(super) sent_at_ms: Option<UnixMillis>,
    pub(super) delivered_at_ms: Option<UnixMillis>,
    pub(super) failed_at_ms: Option<UnixMillis>,
    pub(super) error: Option<String>,
    pub(super) retry_count: Option<u8>,
    pub(super) text: Option<String>,
    pub(super) label: Option<String>,
    unsearchable: Option<u8>,
    /// JSON list.
    addresses: Option<String>,
}

/// An inbound row. The members from `sender` on are read only together with the texts.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct InboundScan {
    pub(super) id: String,
    bytes: usize,
    pub(super) gateway_id: GatewayId,
    pub(super) sender: Option<String>,
    pub(super) body: Option<String>,
    pub(super) received_at_ms: Option<UnixMillis>,
}

/// Matching rows of one table for a page, newest first.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub(super) matching: Vec<T>,
    /// Last row read, if there may be more behind it.
    pub(super) boundary: Option<String>,
}

/// One table's rows for a page, newest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) matching: Vec<String>,
    /// Last row read, if there may be more behind it.
    pub(super) boundary: Option<String>,
    /// Lengths of inbound texts in bytes, by id.
    pub(super) sizes: BTreeMap<String, usize>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { matching: Vec::new(), boundary: None }
    }
}

impl From<&Rows<OutboundScan>> for Scan {
    fn from(rows: &Rows<OutboundScan>) -> Self {
        let matching = rows.matching.iter().map(|row| row.id.clone()).collect();
        Self { matching, boundary: rows.boundary.clone(), sizes: BTreeMap::new() }
    }
}

impl From<&Rows<InboundScan>> for Scan {
    fn from(rows: &Rows<InboundScan>) -> Self {
        let matching = rows.matching.iter().map(|row| row.id.clone()).collect();
        let sizes = rows.matching.iter().map(|row| (row.id.clone(), row.bytes)).collect();
        Self { matching, boundary: rows.boundary.clone(), sizes }
    }
}

impl OutboundScan {
    pub(super) fn addresses(&self) -> Vec<String> {
        let list = self.addresses.as_deref();
        list.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default()
    }

    fn contains(&self, search: &SearchText) -> bool {
        self.unsearchable != Some(1)
            && (self.text.as_deref().is_some_and(|text| search.is_in_text(text))
                || self.addresses().iter().any(|address| search.is_in_address(address)))
    }
}

impl InboundScan {
    fn contains(&self, search: &SearchText) -> bool {
        self.body.as_deref().is_some_and(|text| search.is_in_text(text))
            || self.sender.as_deref().is_some_and(|sender| search.is_in_address(sender))
    }
}

impl Store {
    /// Reads the outbound rows, if the query can match any.
    pub(super) async fn scan_outbound(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<Rows<OutboundScan>, StoreError> {
        if query.direction == Some(Direction::Inbound) {
            return Ok(Rows::default());
        }
        let sql = match (query.label, query.address, query.reads_texts()) {
            (Some(_), _, false) => OUTBOUND_LABELLED,
            (Some(_), _, true) => OUTBOUND_TEXTS_LABELLED,
            (None, Some(_), false) => OUTBOUND_TO,
            (None, Some(_), true) => OUTBOUND_TEXTS_TO,
            (None, None, false) => OUTBOUND,
            (None, None, true) => OUTBOUND_TEXTS,
        };
        let rows: Vec<OutboundScan> = self.rows((sql, query.values(account_id))).await?;
        let boundary = query.boundary(rows.len(), rows.last().map(|row| row.id.as_str()));
        let matching = rows.into_iter().filter(|row| query.matches_outbound(row)).collect();
        Ok(Rows { matching, boundary })
    }

    /// Reads the inbound rows, if the query can match any.
    pub(super) async fn scan_inbound(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<Rows<InboundScan>, StoreError> {
        let only_outbound = query.direction == Some(Direction::Outbound)
            || query.states.is_some()
            || query.label.is_some();
        if only_outbound {
            return Ok(Rows::default());
        }
        let sql = match (query.address, query.reads_texts()) {
            (Some(_), false) => INBOUND_FROM,
            (Some(_), true) => INBOUND_TEXTS_FROM,
            (None, false) => INBOUND,
            (None, true) => INBOUND_TEXTS,
        };
        let rows: Vec<InboundScan> = self.rows((sql, query.values(account_id))).await?;
        let boundary = query.boundary(rows.len(), rows.last().map(|row| row.id.as_str()));
        let matching = rows.into_iter().filter(|row| query.matches_inbound(row)).collect();
        Ok(Rows { matching, boundary })
    }
}

impl HistoryQuery<'_> {
    fn matches_outbound(&self, row: &OutboundScan) -> bool {
        let gateway = self.gateway_id.is_none() || row.gateway_id.as_ref() == self.gateway_id;
        let state = self.states.is_none_or(|states| {
            states.iter().any(|filter| {
                let leased = filter.leased.is_none_or(|leased| leased == (row.leased != 0));
                filter.state == row.state && leased
            })
        });
        let contained = self.search.is_none_or(|search| row.contains(search));
        gateway && state && contained && row.addressed != Some(0)
    }

    fn matches_inbound(&self, row: &InboundScan) -> bool {
        self.gateway_id.is_none_or(|wanted| *wanted == row.gateway_id)
            && self.search.is_none_or(|search| row.contains(search))
    }

    fn reads_texts(&self) -> bool {
        self.search.is_some() || self.with_texts
    }

    /// Number of rows to read from a table. Without a filter, one more than the page has shows that there is
    /// another page.
    fn examined(&self) -> u32 {
        let by_both = self.label.is_some() && self.address.is_some();
        if self.reads_texts() {
            MAX_EXAMINED_WITH_TEXTS
        } else if self.states.is_some() || self.gateway_id.is_some() || by_both {
            MAX_EXAMINED
        } else {
            self.limit.saturating_add(1)
        }
    }

    fn boundary(&self, rows: usize, last: Option<&str>) -> Option<String> {
        let full = u32::try_from(rows).is_ok_and(|rows| rows >= self.examined());
        last.filter(|_| full).map(str::to_owned)
    }

    fn values(&self, account_id: &AccountId) -> Vec<Value> {
        let until = self.until_ms.map(lower_bound);
        let end = [until.as_deref(), self.before].into_iter().flatten().min().unwrap_or(END);
        let mut values = vec![
            account_id.into(),
            lower_bound(self.since_ms.unwrap_or(UnixMillis::EPOCH)).into(),
            end.into(),
            self.examined().into(),
        ];
        if self.address.is_some() || self.label.is_some() {
            values.push(self.address.into());
        }
        values.extend(self.label.map(Value::from));
        values
    }
}
