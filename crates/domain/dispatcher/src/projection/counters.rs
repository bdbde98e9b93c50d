//! Counters of statistics. A batch holds absolute values: the committed value plus the batch's changes.

use std::collections::BTreeMap;

use dispatcher_records::{CounterRow, Projection};
use messaging::message::Metric;
use object_sql::{Sql, SqlError};

use crate::{DispatcherCore, DispatcherError};

/// Day number under which a counter's total over all days is stored.
pub(crate) const ALL_DAYS: i64 = -1;
pub(crate) const SELECT_COUNTER: &str =
    "SELECT value FROM counter WHERE metric = ? AND day = ? AND gateway_id = ?";

/// Counter of a metric, by day and gateway.
pub(crate) type CounterKey = (Metric, i64, String);

impl<S: Sql> DispatcherCore<S> {
    pub(crate) fn collect_counters(
        &self,
        projection: &mut Projection,
        mut changes: BTreeMap<CounterKey, i64>,
        apart: bool,
    ) -> Result<(), SqlError> {
        let by_day: Vec<(CounterKey, i64)> =
            changes.iter().map(|(key, change)| (key.clone(), *change)).collect();
        for ((metric, _, gateway_id), change) in by_day {
            *changes.entry((metric, ALL_DAYS, gateway_id)).or_insert(0) += change;
        }
        for ((metric, day, gateway_id), change) in changes {
            if change == 0 {
                continue;
            }
            let value = self.committed(metric.as_str(), day, &gateway_id)?.saturating_add(change);
            let row = CounterRow { metric: metric.as_str(), day, gateway_id, value };
            if apart || !self.refusals.admits_counter(&row) {
                projection.left_out.push(row);
            } else {
                projection.counters.push(row);
            }
        }
        Ok(())
    }

    /// Adds counters that an earlier batch left out.
    pub(crate) fn collect_owed_counters(
        &self,
        limit: usize,
        projection: &mut Projection,
    ) -> Result<(), DispatcherError> {
        for (metric, day, gateway_id) in self.refusals.owed_counters(limit) {
            let is_there = |it: &CounterRow| {
                (it.metric, it.day, it.gateway_id.as_str()) == (metric, day, gateway_id.as_str())
            };
            // The batch has a newer value of it, which includes what is owed.
            if projection.counters.iter().any(is_there) {
                continue;
            }
            let value = self.committed(metric, day, &gateway_id)?;
            projection.counters.push(CounterRow { metric, day, gateway_id, value });
        }
        Ok(())
    }

    /// Returns the value that D1 has of a counter.
    fn committed(&self, metric: &str, day: i64, gateway_id: &str) -> Result<i64, SqlError> {
        let parameters = vec![metric.into(), day.into(), gateway_id.into()];
        let rows = self.sql.exec(SELECT_COUNTER, parameters)?;
        Ok(rows.first().map(|row| row.reader().integer()).transpose()?.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests;
