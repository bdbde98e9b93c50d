//! Series of counters by day, for reports of usage.

use ids::{AccountId, GatewayId};
use serde::Deserialize;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

// Each metric and day is one search by the primary key, so nothing is sorted and no other day is read.
const BY_DAY: &str = "SELECT metric.value AS metric, day.value AS day,
       (SELECT SUM(counters.value) FROM counters
        WHERE account_id = ?1 AND metric = metric.value AND day = day.value) AS value
     FROM json_each(?2) AS metric CROSS JOIN json_each(?3) AS day";
const OF_GATEWAY_BY_DAY: &str = "SELECT counters.metric, counters.day, counters.value
     FROM json_each(?2) AS metric CROSS JOIN json_each(?3) AS day
     CROSS JOIN counters ON account_id = ?1 AND counters.metric = metric.value
       AND counters.day = day.value AND gateway_id = ?4";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[BY_DAY, OF_GATEWAY_BY_DAY];

/// Count of one day. `None` if nothing was counted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DailyCount {
    pub metric: String,
    /// Days since 1970-01-01 UTC.
    pub day: i64,
    pub value: Option<i64>,
}

impl Store {
    /// Reads the named counters of each of these days: of the account, or of one gateway. Reads one row for each
    /// metric, day and gateway that counted anything.
    pub async fn counters_by_day(
        &self,
        account_id: &AccountId,
        metrics: &[&str],
        days: &[i64],
        gateway_id: Option<&GatewayId>,
    ) -> Result<Vec<DailyCount>, StoreError> {
        self.rows(by_day(account_id.as_str(), metrics, days, gateway_id)?).await
    }
}

fn by_day(
    account_id: &str,
    metrics: &[&str],
    days: &[i64],
    gateway_id: Option<&GatewayId>,
) -> Result<Bound, StoreError> {
    let mut values = vec![account_id.into(), json(metrics)?, json(days)?];
    Ok(match gateway_id {
        None => (BY_DAY, values),
        Some(gateway_id) => {
            values.push(gateway_id.into());
            (OF_GATEWAY_BY_DAY, values)
        }
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::tests::rows;

    #[test]
    fn counts_are_summed_over_gateways_or_those_of_one() {
        let database = crate::tests::migrated();
        for (account, metric, day, gateway, value) in [
            ("a", "sent", 7, "g", 5),
            ("a", "sent", 7, "h", 2),
            ("a", "sent", 8, "h", 1),
            ("a", "sent", 9, "g", 100),
            ("a", "sent", -1, "g", 105),
            ("a", "failed", 7, "", 3),
            ("b", "sent", 7, "g", 40),
        ] {
            let insert = "INSERT INTO counters VALUES (?1, ?2, ?3, ?4, ?5)";
            database.execute(insert, params![account, metric, day, gateway, value]).unwrap();
        }
        let read = |gateway: Option<&GatewayId>| -> Vec<(String, i64, i64)> {
            let bound = by_day("a", &["sent", "failed"], &[7, 8], gateway).unwrap();
            let counts: Vec<DailyCount> = rows(&database, bound);
            let counted = counts.into_iter().filter_map(|it| Some((it.metric, it.day, it.value?)));
            let mut counted: Vec<_> = counted.collect();
            counted.sort();
            counted
        };
        let count = |metric: &str, day, value| (metric.to_owned(), day, value);
        assert_eq!(read(None), [count("failed", 7, 3), count("sent", 7, 7), count("sent", 8, 1)]);
        let gateway = GatewayId::from_text("h");
        assert_eq!(read(Some(&gateway)), [count("sent", 7, 2), count("sent", 8, 1)]);
    }
}
