//! The log of publications (contract `relaysms` 3.4): its pages and its totals.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, Value},
};

// The counters' key begins with the account and the day, so a total reads the counters of its days and no row
// of the log.
const DAYS: &str = "SELECT day, SUM(value) AS total,
       SUM(CASE WHEN state = 'published' THEN value ELSE 0 END) AS published
     FROM publication_counters
     WHERE account_id = ?1 AND day >= ?2 AND day < ?3
       AND (?4 IS NULL OR country_code = ?4) AND (?5 IS NULL OR platform = ?5)
       AND (?6 IS NULL OR source = ?6) AND (?7 IS NULL OR gateway_client = ?7)
       AND (?8 IS NULL OR (state = 'published') = ?8)
     GROUP BY day ORDER BY day DESC";
const PAGE: &str = "SELECT id, country_code, platform, source, state, gateway_client, created_at_ms
     FROM publications
     WHERE account_id = ?1 AND settled_at_ms IS NOT NULL
       AND created_at_ms >= ?2 AND created_at_ms < ?3
       AND (?4 IS NULL OR country_code = ?4) AND (?5 IS NULL OR platform = ?5)
       AND (?6 IS NULL OR source = ?6) AND (?7 IS NULL OR gateway_client = ?7)
       AND (?8 IS NULL OR (state = 'published') = ?8)
     ORDER BY created_at_ms DESC, id DESC LIMIT ?9 OFFSET ?10";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[DAYS, PAGE];

/// Filter of a log listing.
#[derive(Clone, Debug)]
pub struct LogQuery {
    /// First day and end (exclusive), as days since 1970 UTC.
    pub days: (i64, i64),
    pub country_code: Option<String>,
    pub platform: Option<String>,
    pub source: Option<String>,
    pub gateway_client: Option<String>,
    /// Only published ones (`true`), or only others (`false`).
    pub published: Option<bool>,
}

/// Number of the log's rows on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct LogDay {
    pub day: i64,
    pub total: i64,
    pub published: i64,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LoggedPublication {
    pub id: String,
    pub country_code: String,
    pub platform: String,
    pub source: String,
    pub state: String,
    pub gateway_client: String,
    pub created_at_ms: UnixMillis,
}

impl Store {
    /// Counts the matching rows of each day, the latest day first. Days without any are left out.
    pub async fn publication_days(
        &self,
        account_id: &AccountId,
        query: &LogQuery,
    ) -> Result<Vec<LogDay>, StoreError> {
        self.rows(days(account_id.as_str(), query)).await
    }

    /// Lists the matching rows of the query's days, the latest first.
    pub async fn logged_publications(
        &self,
        account_id: &AccountId,
        query: &LogQuery,
        limit: u32,
        offset: i64,
    ) -> Result<Vec<LoggedPublication>, StoreError> {
        self.rows(page(account_id.as_str(), query, limit, offset)).await
    }
}

pub(super) fn days(account_id: &str, query: &LogQuery) -> Bound {
    (DAYS, filters(account_id, query, query.days))
}

pub(super) fn page(account_id: &str, query: &LogQuery, limit: u32, offset: i64) -> Bound {
    const DAY_MS: i64 = 86_400_000;
    let (first, end) = query.days;
    let range = (first.saturating_mul(DAY_MS), end.saturating_mul(DAY_MS));
    let mut values = filters(account_id, query, range);
    values.extend([limit.into(), offset.into()]);
    (PAGE, values)
}

fn filters(account_id: &str, query: &LogQuery, range: (i64, i64)) -> Vec<Value> {
    vec![
        account_id.into(),
        range.0.into(),
        range.1.into(),
        query.country_code.as_deref().into(),
        query.platform.as_deref().into(),
        query.source.as_deref().into(),
        query.gateway_client.as_deref().into(),
        query.published.into(),
    ]
}
