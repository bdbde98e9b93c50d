//! An account's whole history, outbound and inbound together, newest first, page by page.
//!
//! Indexes serve time, direction and phone number. They do not serve state and gateway, because such an index
//! would be rewritten with every step of every message. A page that filters by those reads a bounded number
//! of rows and returns a cursor, so it may be shorter than its limit and still not be the last.

use std::collections::BTreeMap;

use ids::{AccountId, GatewayId};
use messaging::{Message, MessageId, id::lower_bound};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Value, json},
    messages::inbound::InboundRow,
};

const OUTBOUND: &str = "SELECT id, state, gateway_id,
       json_array_length(record, '$.leases') > 0 AS leased
     FROM messages WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
const OUTBOUND_TO: &str = "SELECT m.id, m.state, m.gateway_id,
       json_array_length(m.record, '$.leases') > 0 AS leased
     FROM message_recipients AS r CROSS JOIN messages AS m
       ON m.account_id = r.account_id AND m.id = r.message_id
     WHERE r.account_id = ?1 AND r.address = ?5 AND r.message_id >= ?2 AND r.message_id < ?3
     ORDER BY r.message_id DESC LIMIT ?4";
const INBOUND: &str = "SELECT id, gateway_id, octet_length(body) AS bytes FROM inbound_messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
// Without statistics, which D1 does not keep, the planner would read the account's whole time range.
const INBOUND_FROM: &str = "SELECT id, gateway_id, octet_length(body) AS bytes
     FROM inbound_messages INDEXED BY inbound_messages_sender
     WHERE account_id = ?1 AND sender = ?5 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
const INBOUND_SOME: &str = "SELECT id, sender, body, received_at_ms, gateway_id
     FROM inbound_messages WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[OUTBOUND, OUTBOUND_TO, INBOUND, INBOUND_FROM, INBOUND_SOME];

/// Most rows read for a page that filters by a column without an index.
const MAX_EXAMINED: u32 = 500;
/// Longest total of inbound texts on one page, in bytes.
const MAX_INBOUND_BYTES: usize = 2 * 1_048_576;
/// Sorts after every id.
const END: &str = "msg_~";

/// Direction of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Outbound,
    Inbound,
}

/// A state as filtered by a face; together with `leased` it may be a part of one stored state.
#[derive(Clone, Copy, Debug)]
pub struct StateFilter {
    /// Value of `messages.state`.
    pub state: &'static str,
    /// Whether the message must have been leased to a gateway. `None` if that does not matter.
    pub leased: Option<bool>,
}

/// Filter and page of a history listing.
#[derive(Clone, Debug, Default)]
pub struct HistoryQuery<'a> {
    pub direction: Option<Direction>,
    /// Any of these; restricts the listing to outbound messages.
    pub states: Option<&'a [StateFilter]>,
    /// Recipient or sender as stored.
    pub address: Option<&'a str>,
    pub gateway_id: Option<&'a GatewayId>,
    /// Created or received at or after this.
    pub since_ms: Option<UnixMillis>,
    /// Created or received before this.
    pub until_ms: Option<UnixMillis>,
    /// Cursor: only messages with smaller ids. The `next` of the previous page.
    pub before: Option<&'a str>,
    pub limit: u32,
}

/// One message of the history.
#[derive(Clone, Debug)]
pub enum HistoryEntry {
    Outbound(Box<Message>),
    Inbound(InboundRow),
}

/// A page.
#[derive(Clone, Debug)]
pub struct HistoryPage {
    pub entries: Vec<HistoryEntry>,
    /// Cursor of the next page; `None` on the last.
    pub next: Option<String>,
}

#[derive(Deserialize)]
struct OutboundScan {
    id: String,
    state: String,
    gateway_id: Option<GatewayId>,
    leased: u8,
}

#[derive(Deserialize)]
struct InboundScan {
    id: String,
    bytes: usize,
    gateway_id: GatewayId,
}

/// One table's rows for a page, newest first.
#[derive(Debug, Default, PartialEq, Eq)]
struct Scan {
    matching: Vec<String>,
    /// Last row read, if there may be more behind it.
    boundary: Option<String>,
    /// Lengths of inbound texts in bytes, by id.
    sizes: BTreeMap<String, usize>,
}

impl Store {
    pub async fn list_history(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<HistoryPage, StoreError> {
        let outbound = match query.direction {
            Some(Direction::Inbound) => Scan::default(),
            _ => self.scan_outbound(account_id, query).await?,
        };
        let inbound = match query.direction {
            Some(Direction::Outbound) => Scan::default(),
            _ if query.states.is_some() => Scan::default(),
            _ => self.scan_inbound(account_id, query).await?,
        };
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let sizes = inbound.sizes.clone();
        let (mut ids, mut next) = merge(outbound, inbound, limit);
        if end_at(&mut ids, &sizes, MAX_INBOUND_BYTES) {
            next = ids.last().map(|(id, _)| id.clone());
        }
        Ok(HistoryPage { entries: self.read_entries(account_id, &ids).await?, next })
    }

    async fn scan_outbound(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<Scan, StoreError> {
        let sql = if query.address.is_some() { OUTBOUND_TO } else { OUTBOUND };
        let rows: Vec<OutboundScan> = self.rows((sql, query.values(account_id))).await?;
        let boundary = query.boundary(rows.len(), rows.last().map(|row| row.id.as_str()));
        let gateway = |row: &OutboundScan| {
            query.gateway_id.is_none() || row.gateway_id.as_ref() == query.gateway_id
        };
        let state = |row: &OutboundScan| {
            query.states.is_none_or(|states| {
                states.iter().any(|filter| {
                    let leased = filter.leased.is_none_or(|leased| leased == (row.leased != 0));
                    filter.state == row.state && leased
                })
            })
        };
        let wanted = rows.into_iter().filter(|row| gateway(row) && state(row));
        let matching = wanted.map(|row| row.id).collect();
        Ok(Scan { matching, boundary, sizes: BTreeMap::new() })
    }

    async fn scan_inbound(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<Scan, StoreError> {
        let sql = if query.address.is_some() { INBOUND_FROM } else { INBOUND };
        let rows: Vec<InboundScan> = self.rows((sql, query.values(account_id))).await?;
        let boundary = query.boundary(rows.len(), rows.last().map(|row| row.id.as_str()));
        let gateway =
            |row: &InboundScan| query.gateway_id.is_none_or(|wanted| *wanted == row.gateway_id);
        let wanted: Vec<InboundScan> = rows.into_iter().filter(gateway).collect();
        let sizes = wanted.iter().map(|row| (row.id.clone(), row.bytes)).collect();
        let matching = wanted.into_iter().map(|row| row.id).collect();
        Ok(Scan { matching, boundary, sizes })
    }

    async fn read_entries(
        &self,
        account_id: &AccountId,
        ids: &[(String, Direction)],
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let of = |wanted: Direction| {
            ids.iter().filter(move |(_, direction)| *direction == wanted).map(|(id, _)| id)
        };
        let outbound: Vec<MessageId> =
            of(Direction::Outbound).filter_map(|id| MessageId::parse(id)).collect();
        let inbound: Vec<&String> = of(Direction::Inbound).collect();
        let mut entries: Vec<(String, HistoryEntry)> = Vec::with_capacity(ids.len());
        if !outbound.is_empty() {
            let messages = self.find_messages_in_brief(account_id, &outbound).await?;
            let entry =
                |it: Message| (it.id.as_str().to_owned(), HistoryEntry::Outbound(Box::new(it)));
            entries.extend(messages.into_iter().map(entry));
        }
        if !inbound.is_empty() {
            let values = vec![account_id.into(), json(&inbound)?];
            let rows: Vec<InboundRow> = self.rows((INBOUND_SOME, values)).await?;
            entries
                .extend(rows.into_iter().map(|row| (row.id.clone(), HistoryEntry::Inbound(row))));
        }
        entries.sort_by(|(left, _), (right, _)| right.cmp(left));
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }
}

impl HistoryQuery<'_> {
    /// Number of rows to read from a table. Without a filter, one more than the page has shows that there is
    /// another page.
    fn examined(&self) -> u32 {
        let filters = self.states.is_some() || self.gateway_id.is_some();
        if filters { MAX_EXAMINED } else { self.limit.saturating_add(1) }
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
        values.extend(self.address.map(Value::from));
        values
    }
}

/// Returns the page's messages and the cursor of the next one. Below the higher of the two boundaries one
/// table is not read yet, so no row from below it may be shown.
fn merge(
    outbound: Scan,
    inbound: Scan,
    limit: usize,
) -> (Vec<(String, Direction)>, Option<String>) {
    let horizon = [outbound.boundary, inbound.boundary].into_iter().flatten().max();
    let tagged = |ids: Vec<String>, direction| ids.into_iter().map(move |id| (id, direction));
    let mut ids: Vec<(String, Direction)> = tagged(outbound.matching, Direction::Outbound)
        .chain(tagged(inbound.matching, Direction::Inbound))
        .filter(|(id, _)| horizon.as_ref().is_none_or(|horizon| id >= horizon))
        .collect();
    ids.sort_by(|(left, _), (right, _)| right.cmp(left));
    if ids.len() > limit {
        ids.truncate(limit);
        let next = ids.last().map(|(id, _)| id.clone());
        return (ids, next);
    }
    (ids, horizon)
}

/// Cuts a page before the message whose text would make it too long, but never before its first. Returns
/// whether it did.
fn end_at(
    ids: &mut Vec<(String, Direction)>,
    sizes: &BTreeMap<String, usize>,
    max_bytes: usize,
) -> bool {
    let mut bytes = 0_usize;
    let fits = |(id, direction): &(String, Direction)| {
        let own = if *direction == Direction::Inbound { sizes.get(id) } else { None };
        bytes = bytes.saturating_add(own.copied().unwrap_or(0));
        bytes <= max_bytes
    };
    let fitting = ids.iter().map(fits).take_while(|fits| *fits).count().max(1);
    let ends = fitting < ids.len();
    ids.truncate(fitting);
    ends
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Scans a table of (id, matches) below a cursor, as the queries do.
    fn scan(table: &[(u8, bool)], before: Option<&str>, examined: usize) -> Scan {
        let rows: BTreeSet<(String, bool)> =
            table.iter().map(|(id, matches)| (format!("msg_{id:03}"), *matches)).collect();
        let below = rows.iter().rev().filter(|(id, _)| before.is_none_or(|end| id.as_str() < end));
        let rows: Vec<_> = below.take(examined).collect();
        let boundary = rows.last().filter(|_| rows.len() == examined).map(|(id, _)| id.clone());
        let matching = rows.into_iter().filter(|(_, matches)| *matches).map(|(id, _)| id.clone());
        Scan { matching: matching.collect(), boundary, ..Scan::default() }
    }

    #[test]
    fn page_ends_at_its_byte_limit_and_has_at_least_one_message() {
        let page = |sizes: &[usize]| {
            let id = |at: usize| format!("msg_{at}");
            let mut ids: Vec<_> = (0..sizes.len()).map(|at| (id(at), Direction::Inbound)).collect();
            let sizes = sizes.iter().enumerate().map(|(at, size)| (id(at), *size)).collect();
            let ends = end_at(&mut ids, &sizes, 10);
            (ids.len(), ends)
        };
        let pages = [&[4, 6][..], &[4, 7], &[11, 1], &[11], &[]].map(page);
        assert_eq!(pages, [(2, false), (1, true), (1, true), (1, false), (0, false)]);
    }

    proptest! {
        #[test]
        fn pages_contain_every_match_once_and_in_order(
            ids in prop::collection::btree_map(any::<u8>(), (any::<bool>(), any::<bool>()), 0..120),
            limit in 1_usize..12,
            more in 1_usize..30,
        ) {
            let table = |outbound: bool| -> Vec<(u8, bool)> {
                let of = ids.iter().filter(|(_, (side, _))| *side == outbound);
                of.map(|(id, (_, matches))| (*id, *matches)).collect()
            };
            let (outbound, inbound, examined) = (table(true), table(false), limit + more);
            let (mut seen, mut before) = (Vec::new(), None::<String>);
            for _ in 0..300 {
                let cursor = before.as_deref();
                let scans = (scan(&outbound, cursor, examined), scan(&inbound, cursor, examined));
                let (page, next) = merge(scans.0, scans.1, limit);
                prop_assert!(page.len() <= limit);
                seen.extend(page.into_iter().map(|(id, _)| id));
                before = next;
                if before.is_none() {
                    break;
                }
            }
            prop_assert!(before.is_none(), "pages without end");
            let all = ids.iter().rev().filter(|(_, (_, matches))| *matches);
            let expected: Vec<String> = all.map(|(id, _)| format!("msg_{id:03}")).collect();
            prop_assert_eq!(seen, expected);
        }
    }
}
