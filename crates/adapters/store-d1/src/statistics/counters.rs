//! Counters by day and gateway, as the account's Dispatcher projects them.

use ids::{AccountId, GatewayId};
use serde::Deserialize;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

const OF_A_DAY: &str = "SELECT metric, day, gateway_id, value FROM counters
     WHERE account_id = ?1 AND metric IN (SELECT value FROM json_each(?2)) AND day IN (-1, ?3)";

// Only for metrics that no Dispatcher counts: Dispatchers write absolute values, which would overwrite these.
const COUNT: &str = "INSERT INTO counters (account_id, metric, day, gateway_id, value)
     SELECT ?1, ?2, value, '', 1 FROM json_each(?3) WHERE true
     ON CONFLICT (account_id, metric, day, gateway_id) DO UPDATE SET value = value + 1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[OF_A_DAY, COUNT];

/// One counter.
#[derive(Clone, Debug, Deserialize)]
pub struct Counter {
    pub metric: String,
    /// Days since 1970-01-01 UTC; -1 for the total of all days.
    pub day: i64,
    /// Empty if no gateway is known.
    pub gateway_id: String,
    pub value: i64,
}

/// The counters of one day, and of all days.
#[derive(Clone, Debug)]
pub struct DayCounters(Vec<Counter>);

impl Store {
    /// Increments the metric for that day and for all days.
    pub async fn count(
        &self,
        account_id: &AccountId,
        metric: &str,
        day: i64,
    ) -> Result<(), StoreError> {
        let days = format!("[{day},-1]");
        let values = vec![account_id.into(), metric.into(), days.into()];
        self.run((COUNT, values)).await
    }

    /// Reads the named counters of that day and of all days, for every gateway.
    pub async fn counters_of_day(
        &self,
        account_id: &AccountId,
        metrics: &[&str],
        day: i64,
    ) -> Result<DayCounters, StoreError> {
        Ok(DayCounters(self.rows(of_day(account_id.as_str(), metrics, day)?).await?))
    }
}

impl DayCounters {
    /// Count of a gateway for the day.
    pub fn of_gateway_today(&self, metric: &str, gateway_id: &GatewayId) -> i64 {
        self.sum(metric, |it| it.day >= 0 && it.gateway_id == gateway_id.as_str())
    }

    /// Count of a gateway for all days.
    pub fn of_gateway(&self, metric: &str, gateway_id: &GatewayId) -> i64 {
        self.sum(metric, |it| it.day < 0 && it.gateway_id == gateway_id.as_str())
    }

    /// Count of the account for the day.
    pub fn today(&self, metric: &str) -> i64 {
        self.sum(metric, |it| it.day >= 0)
    }

    /// Count of the account for all days.
    pub fn total(&self, metric: &str) -> i64 {
        self.sum(metric, |it| it.day < 0)
    }

    fn sum(&self, metric: &str, wanted: impl Fn(&Counter) -> bool) -> i64 {
        let wanted = |it: &&Counter| it.metric == metric && wanted(it);
        self.0.iter().filter(wanted).map(|it| it.value).sum()
    }
}

fn of_day(account_id: &str, metrics: &[&str], day: i64) -> Result<Bound, StoreError> {
    Ok((OF_A_DAY, vec![account_id.into(), json(metrics)?, day.into()]))
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::*;
    use crate::tests::rows;

    fn day(database: &Connection, day: i64) -> DayCounters {
        DayCounters(rows(database, of_day("a", &["sent", "received"], day).unwrap()))
    }

    #[test]
    fn new_day_starts_at_zero_and_the_total_of_all_days_stays() {
        let database = crate::tests::migrated();
        for (day, gateway, value) in [(7, "g", 5), (7, "h", 2), (-1, "g", 50), (-1, "h", 20)] {
            let insert = "INSERT INTO counters VALUES ('a', 'sent', ?1, ?2, ?3)";
            database.execute(insert, params![day, gateway, value]).unwrap();
        }
        let (yesterday, today) = (day(&database, 7), day(&database, 8));
        assert_eq!((yesterday.today("sent"), yesterday.total("sent")), (7, 70));
        assert_eq!((today.today("sent"), today.total("sent")), (0, 70));
        let gateway_id = GatewayId::from_text("g");
        assert_eq!(today.of_gateway_today("sent", &gateway_id), 0);
        assert_eq!(today.of_gateway("sent", &gateway_id), 50);
        assert_eq!((today.today("received"), today.total("received")), (0, 0));
    }
}
