//! An account's whole history, outbound and inbound together, newest first, page by page.
//!
//! Indexes serve time, direction, phone number and label. They do not serve state and gateway, because such an index
//! would be rewritten with every step of every message. A page that filters by those, or searches texts, reads a bounded number
//! of rows and returns a cursor, so it may be shorter than its limit and still not be the last.

mod export;
mod scan;

use std::collections::BTreeMap;

pub use export::{ExportPage, ExportedInbound, ExportedMessage, ExportedOutbound};
use ids::{AccountId, GatewayId};
use messaging::{Message, MessageId, search::SearchText};
use unix_time::UnixMillis;

use self::scan::Scan;
use crate::{Store, StoreError, bound::json, messages::inbound::InboundRow};

const INBOUND_SOME: &str = "SELECT id, sender, body, received_at_ms, gateway_id
     FROM inbound_messages WHERE account_id = ?1 AND id IN (SELECT value FROM json_each(?2))";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INBOUND_SOME];
#[cfg(test)]
pub(crate) use scan::STATEMENTS as SCAN_STATEMENTS;

/// Longest total of inbound texts on one page, in bytes.
const MAX_INBOUND_BYTES: usize = 2 * 1_048_576;

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
    /// Label; restricts the listing to outbound messages.
    pub label: Option<&'a str>,
    /// Part of the text, or of the recipient's or sender's address. Finds only readable texts.
    pub search: Option<&'a SearchText>,
    /// Created or received at or after this.
    pub since_ms: Option<UnixMillis>,
    /// Created or received before this.
    pub until_ms: Option<UnixMillis>,
    /// Cursor: only messages with smaller ids. The `next` of the previous page.
    pub before: Option<&'a str>,
    pub limit: u32,
    /// Whether texts are read for other reasons than a search.
    pub with_texts: bool,
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

impl Store {
    pub async fn list_history(
        &self,
        account_id: &AccountId,
        query: &HistoryQuery<'_>,
    ) -> Result<HistoryPage, StoreError> {
        let outbound = Scan::from(&self.scan_outbound(account_id, query).await?);
        let inbound = Scan::from(&self.scan_inbound(account_id, query).await?);
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let sizes = inbound.sizes.clone();
        let (mut ids, mut next) = merge(outbound, inbound, limit);
        if end_at(&mut ids, &sizes, MAX_INBOUND_BYTES) {
            next = ids.last().map(|(id, _)| id.clone());
        }
        Ok(HistoryPage { entries: self.read_entries(account_id, &ids).await?, next })
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
