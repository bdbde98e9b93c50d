//! Pages of outbound messages by offset, with totals (smsgate contract 3.3).
//!
//! Totals and the days of a page come from the counters by day, state and gateway, so a deep page skips rows
//! of one day at most. With a filter by state or gateway, non-matching rows within the page's days are
//! skipped, and days without a match are not read at all.

mod days;

use ids::{AccountId, GatewayId};
use messaging::{MessageId, RecipientState, id::lower_bound, message::Metric};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value, json, rows_of},
};
use days::{DayCount, MessagesPerDay};

const COUNT_DAYS: &str = "SELECT metric, day, value FROM counters
     WHERE account_id = ?1 AND metric IN (SELECT value FROM json_each(?2)) AND day >= ?3 AND day <= ?4
       AND (?5 IS NULL OR gateway_id = ?5)";
const COUNT_PART: &str = "SELECT COUNT(*) AS value FROM messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3
       AND (?4 IS NULL OR state IN (SELECT value FROM json_each(?4)))
       AND (?5 IS NULL OR gateway_id = ?5)";
const NEWEST: &str = "SELECT id FROM messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3
       AND (?4 IS NULL OR state IN (SELECT value FROM json_each(?4)))
       AND (?5 IS NULL OR gateway_id = ?5)
     ORDER BY id DESC LIMIT ?6 OFFSET ?7";
const OLDEST: &str = "SELECT id FROM messages
     WHERE account_id = ?1 AND id >= ?2 AND id < ?3
       AND (?4 IS NULL OR state IN (SELECT value FROM json_each(?4)))
       AND (?5 IS NULL OR gateway_id = ?5)
     ORDER BY id LIMIT ?6 OFFSET ?7";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[COUNT_DAYS, COUNT_PART, NEWEST, OLDEST];

/// Filter and page of a listing of messages.
#[derive(Clone, Debug, Default)]
pub struct MessageQuery {
    /// Only messages whose state is counted under this metric.
    pub counted_as: Option<Metric>,
    pub gateway_id: Option<GatewayId>,
    /// Accepted at or after this.
    pub since_ms: Option<UnixMillis>,
    /// Accepted before this.
    pub until_ms: Option<UnixMillis>,
    pub oldest_first: bool,
    pub limit: u32,
    pub offset: u32,
}

/// A page in the requested order, and the number of messages on all pages.
#[derive(Clone, Debug)]
pub struct MessagePage {
    pub ids: Vec<MessageId>,
    pub total: u64,
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

#[derive(Deserialize)]
struct ValueRow {
    value: i64,
}

impl Store {
    pub async fn list_messages(
        &self,
        account_id: &AccountId,
        query: &MessageQuery,
    ) -> Result<MessagePage, StoreError> {
        let days = self.matching_days(account_id, query).await?;
        let total = u64::try_from(days.total()).unwrap_or(0);
        let stretches = days.stretches(query);
        if stretches.is_empty() {
            return Ok(MessagePage { ids: Vec::new(), total });
        }
        let sql = if query.oldest_first { OLDEST } else { NEWEST };
        let statements = stretches.iter().map(|stretch| {
            let mut values = query.range(account_id, stretch.from_ms, stretch.until_ms)?;
            values.extend([query.limit.into(), stretch.skip.into()]);
            Ok((sql, values))
        });
        let statements = statements.collect::<Result<Vec<Bound>, StoreError>>()?;
        let results = self.batch(statements).await?;
        let mut ids: Vec<MessageId> = Vec::new();
        for index in 0..results.len() {
            let rows: Vec<IdRow> = rows_of(&results, index)?;
            ids.extend(rows.iter().filter_map(|row| MessageId::parse(&row.id)));
        }
        // The ids are in page order here. After the sorting, which is ascending, this would cut off the newest.
        ids.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        ids.sort_unstable();
        if !query.oldest_first {
            ids.reverse();
        }
        Ok(MessagePage { ids, total })
    }

    /// Returns the number of matching messages of each day.
    async fn matching_days(
        &self,
        account_id: &AccountId,
        query: &MessageQuery,
    ) -> Result<MessagesPerDay, StoreError> {
        let first_page_of_all =
            query.since_ms.is_none() && query.until_ms.is_none() && query.offset == 0;
        let filtered = query.counted_as.is_some() || query.gateway_id.is_some();
        let (first, last) = days::bounds(query);
        // Without a filter the first page needs no day's counter, only the total.
        let (first, last) = if first_page_of_all && !filtered { (-1, -1) } else { (first, last) };
        let values = vec![
            account_id.into(),
            json(&query.metrics())?,
            first.into(),
            last.into(),
            query.gateway_id.as_ref().into(),
        ];
        let rows: Vec<DayCount> = self.rows((COUNT_DAYS, values)).await?;
        let mut days = MessagesPerDay::of(&rows);
        for (day, from_ms, until_ms) in days::partial(query) {
            let values = query.range(account_id, from_ms, until_ms)?;
            let row: Option<ValueRow> = self.row((COUNT_PART, values)).await?;
            days.replace(day, row.map_or(0, |row| row.value));
        }
        Ok(days)
    }
}

impl MessageQuery {
    /// Counters of the matching messages and of those deleted since.
    fn metrics(&self) -> Vec<String> {
        use RecipientState as S;
        // Without `Dispatched`, which has the same metric as `Accepted`.
        let all = [
            S::Accepted,
            S::Acknowledged,
            S::Sent,
            S::Delivered,
            S::Failed,
            S::Cancelling,
            S::Cancelled,
        ];
        let all = all.map(Metric::of_messages_in);
        let wanted =
            all.into_iter().filter(|it| self.counted_as.is_none_or(|wanted| wanted == *it));
        wanted
            .flat_map(|it| [it.as_str().to_owned(), format!("{}{}", it.as_str(), days::DELETED)])
            .collect()
    }

    fn range(
        &self,
        account_id: &AccountId,
        from_ms: UnixMillis,
        until_ms: UnixMillis,
    ) -> Result<Vec<Value>, StoreError> {
        let states = match self.counted_as {
            Some(metric) => json(&states_counted_as(metric))?,
            None => Value::Null,
        };
        let until =
            if until_ms == UnixMillis::MAX { days::END.to_owned() } else { lower_bound(until_ms) };
        Ok(vec![
            account_id.into(),
            lower_bound(from_ms).into(),
            until.into(),
            states,
            self.gateway_id.as_ref().into(),
        ])
    }
}

fn states_counted_as(metric: Metric) -> Vec<&'static str> {
    use RecipientState as S;
    let all = [
        S::Accepted,
        S::Dispatched,
        S::Acknowledged,
        S::Sent,
        S::Delivered,
        S::Failed,
        S::Cancelling,
        S::Cancelled,
    ];
    let counted = all.into_iter().filter(|state| Metric::of_messages_in(*state) == metric);
    counted.map(RecipientState::as_str).collect()
}
