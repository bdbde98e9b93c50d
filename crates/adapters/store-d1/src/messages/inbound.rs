//! Listings of inbound messages. A page reads its own rows; totals come from the day counters: received
//! messages minus those deleted since.

use std::collections::BTreeMap;

use ids::{AccountId, GatewayId};
use messaging::id::lower_bound;
use serde::Deserialize;
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value},
};

const PAGE: &str = "SELECT id, sender, body, received_at_ms, gateway_id FROM inbound_messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4 OFFSET ?5";
// Without statistics, which D1 does not keep, the planner would read the account's whole time range.
const PAGE_OF_SENDER: &str = "SELECT id, sender, body, received_at_ms, gateway_id
     FROM inbound_messages INDEXED BY inbound_messages_sender
     WHERE account_id = ?1 AND sender = ?6 AND id >= ?2 AND id < ?3
     ORDER BY id DESC LIMIT ?4 OFFSET ?5";
const FIND: &str = "SELECT id, sender, body, received_at_ms, gateway_id, created_at_ms, reference
     FROM inbound_messages WHERE account_id = ?1 AND id = ?2";
const COUNT_OF_SENDER: &str = "SELECT COUNT(*) AS value
     FROM inbound_messages INDEXED BY inbound_messages_sender
     WHERE account_id = ?1 AND sender = ?2 AND id >= ?3";
const COUNT_PART: &str = "SELECT COUNT(*) AS value FROM inbound_messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3";
const COUNT_ALL: &str =
    "SELECT COALESCE(SUM(CASE metric WHEN 'received' THEN value ELSE -value END), 0) AS value
     FROM counters
     WHERE account_id = ?1 AND metric IN ('received', 'received_deleted') AND day = -1";
const COUNT_DAYS: &str = "SELECT metric, day, value FROM counters
     WHERE account_id = ?1 AND metric IN ('received', 'received_deleted') AND day >= ?2";

/// Counter of messages deleted by retention, by day and in total.
pub(crate) const DELETED: &str = "received_deleted";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[PAGE, PAGE_OF_SENDER, FIND, COUNT_OF_SENDER, COUNT_PART, COUNT_ALL, COUNT_DAYS];

/// Sorts after every id.
pub(crate) const END: &str = "msg_~";

/// Filter and page of a listing of inbound messages.
#[derive(Clone, Debug)]
pub struct InboundQuery<'a> {
    /// Sender as stored: E.164, or the literal.
    pub sender: Option<&'a str>,
    /// Received at or after this.
    pub since_ms: Option<UnixMillis>,
    pub limit: u32,
    /// 1 or more.
    pub page: u32,
}

/// One inbound message.
#[derive(Clone, Debug, Deserialize)]
pub struct InboundRow {
    pub id: String,
    pub sender: String,
    pub body: MessageText,
    pub received_at_ms: UnixMillis,
    pub gateway_id: GatewayId,
}

/// One inbound message with everything that is stored about it.
#[derive(Clone, Debug, Deserialize)]
pub struct InboundDetailRow {
    pub id: String,
    pub sender: String,
    pub body: MessageText,
    pub received_at_ms: UnixMillis,
    pub gateway_id: GatewayId,
    pub created_at_ms: UnixMillis,
    /// The provider's own id of the SMS.
    pub reference: Option<String>,
}

/// A page, newest first, and the number of messages on all pages.
#[derive(Clone, Debug)]
pub struct InboundPage {
    pub messages: Vec<InboundRow>,
    pub total: u64,
}

#[derive(Deserialize)]
pub(crate) struct ValueRow {
    pub(crate) value: i64,
}

#[derive(Deserialize)]
pub(crate) struct DayRow {
    pub(crate) metric: String,
    pub(crate) day: i64,
    pub(crate) value: i64,
}

/// Number of messages left in each day.
pub(crate) struct MessagesPerDay(pub(crate) BTreeMap<i64, i64>);

impl MessagesPerDay {
    pub(crate) fn of(rows: &[DayRow]) -> Self {
        let mut days = BTreeMap::new();
        for row in rows {
            let value = if row.metric == DELETED { -row.value } else { row.value };
            *days.entry(row.day).or_insert(0) += value;
        }
        Self(days)
    }

    pub(crate) fn total(&self) -> i64 {
        self.0.values().sum()
    }

    /// Finds the message behind `offset` newer ones: its day, and the number of newer messages in that day.
    pub(crate) fn seek(&self, offset: i64) -> Option<(i64, i64)> {
        let mut left = offset;
        for (day, value) in self.0.iter().rev() {
            if left < *value {
                return Some((*day, left));
            }
            left -= value;
        }
        None
    }
}

impl Store {
    pub async fn find_inbound(
        &self,
        account_id: &AccountId,
        id: &str,
    ) -> Result<Option<InboundDetailRow>, StoreError> {
        self.row((FIND, vec![account_id.into(), id.into()])).await
    }

    pub async fn list_inbound(
        &self,
        account_id: &AccountId,
        query: &InboundQuery<'_>,
    ) -> Result<InboundPage, StoreError> {
        let from = lower_bound(query.since_ms.unwrap_or(UnixMillis::EPOCH));
        let offset = i64::from(query.page.saturating_sub(1)).saturating_mul(i64::from(query.limit));
        let (total, end, offset) = match query.sender {
            Some(sender) => {
                let values = vec![account_id.into(), sender.into(), from.as_str().into()];
                (self.value((COUNT_OF_SENDER, values)).await?, END.to_owned(), offset)
            }
            None => self.seek(account_id, query.since_ms, offset).await?,
        };
        // Without a sender the offset is only what is left within one day, which cannot be compared with the total.
        if offset >= total && query.sender.is_some() || total == 0 {
            return Ok(InboundPage {
                messages: Vec::new(),
                total: u64::try_from(total).unwrap_or(0),
            });
        }
        let mut values =
            vec![account_id.into(), from.into(), end.into(), query.limit.into(), offset.into()];
        values.extend(query.sender.map(Value::from));
        let sql = if query.sender.is_some() { PAGE_OF_SENDER } else { PAGE };
        let messages = self.rows((sql, values)).await?;
        Ok(InboundPage { messages, total: u64::try_from(total).unwrap_or(0) })
    }

    /// Returns the total and the start of the page: an upper bound for ids, and the offset left below it.
    /// Whole days are skipped by their counters, so a deep page skips rows of one day at most.
    async fn seek(
        &self,
        account_id: &AccountId,
        since_ms: Option<UnixMillis>,
        offset: i64,
    ) -> Result<(i64, String, i64), StoreError> {
        if since_ms.is_none() && offset == 0 {
            let total = self.value((COUNT_ALL, vec![account_id.into()])).await?;
            return Ok((total, END.to_owned(), 0));
        }
        // There are no counters before 1970, and day -1 is the total of all days.
        let since_ms = since_ms.map(|at_ms| at_ms.max(UnixMillis::EPOCH));
        let first_day = since_ms.map_or(0, UnixMillis::day);
        let values = vec![account_id.into(), first_day.into()];
        let rows: Vec<DayRow> = self.rows((COUNT_DAYS, values)).await?;
        let mut days = MessagesPerDay::of(&rows);
        if let Some(since_ms) = since_ms
            && let Some(partial) = days.0.get_mut(&first_day)
        {
            let (from, end) = (lower_bound(since_ms), day_end(first_day));
            let values = vec![account_id.into(), from.into(), end.into()];
            *partial = self.value((COUNT_PART, values)).await?;
        }
        let (end, left) = match days.seek(offset) {
            Some((day, left)) => (day_end(day), left),
            None => (lower_bound(UnixMillis::EPOCH), 0),
        };
        Ok((days.total(), end, left))
    }

    async fn value(&self, bound: Bound) -> Result<i64, StoreError> {
        let row: Option<ValueRow> = self.row(bound).await?;
        Ok(row.map_or(0, |row| row.value))
    }
}

/// First possible id after that day.
pub(crate) fn day_end(day: i64) -> String {
    lower_bound(UnixMillis::from_day(day.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rows: &[(&str, i64, i64)]) -> MessagesPerDay {
        let row = |(metric, day, value): &(&str, i64, i64)| DayRow {
            metric: (*metric).to_owned(),
            day: *day,
            value: *value,
        };
        MessagesPerDay::of(&rows.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn day_count_is_received_minus_deleted_over_all_gateways() {
        let days =
            days(&[("received", 7, 2), ("received", 7, 3), ("received", 9, 4), (DELETED, 7, 4)]);
        assert_eq!(days.total(), 5);
        let sought = [0, 3, 4, 5].map(|offset| days.seek(offset));
        assert_eq!(sought, [Some((9, 0)), Some((9, 3)), Some((7, 0)), None]);
    }

    #[test]
    fn day_without_messages_left_is_skipped() {
        let days = days(&[("received", 7, 2), ("received", 8, 3), (DELETED, 8, 3)]);
        assert_eq!([days.seek(0), days.seek(1)], [Some((7, 0)), Some((7, 1))]);
    }
}
