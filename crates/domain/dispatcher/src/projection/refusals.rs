//! Rows that D1 refuses: found by smaller and smaller batches, then set aside so that all others go on.
//!
//! After a refusal a batch holds rows of one kind only, and counters go in batches of their own. A row that
//! is refused alone often enough is set aside until it changes. Messages and inbound messages count their
//! refusals in their rows; gateways and counters are retried by the next instance.

use std::collections::{BTreeMap, BTreeSet};

use dispatcher_records::{CounterRow, Projection};
use ids::GatewayId;
use object_sql::Sql;
use unix_time::UnixMillis;

use super::unprojected::MAX_REJECTIONS;
use crate::{DispatcherCore, DispatcherError};

/// Most counters that are remembered as set aside. Beyond it, all of them are retried.
const MAX_COUNTERS_ASIDE: usize = 1_000;

/// Name of a counter: metric, day and gateway.
pub(crate) type CounterName = (&'static str, i64, String);

/// Name of the counter whose value the row holds.
pub(crate) fn counter_name(row: &CounterRow) -> CounterName {
    (row.metric, row.day, row.gateway_id.clone())
}

/// Refused rows other than messages, in memory only.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    /// Rows that let others go first, with the end of that time.
    stepped_back: BTreeMap<RefusedRow, UnixMillis>,
    /// Number of times that D1 refused a gateway or counter that was alone in its batch.
    rejections: BTreeMap<RefusedRow, i64>,
    /// Counters whose value is committed here and not yet written to D1.
    owed: BTreeSet<CounterName>,
    counters_aside: BTreeSet<CounterName>,
}

/// A row that is not a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum RefusedRow {
    /// Identified by its claim.
    Inbound(String),
    Gateway(GatewayId),
    Counter(CounterName),
}

impl Refusals {
    /// Lets rows back in whose step-back time is over.
    pub(crate) fn readmit_due(&mut self, now_ms: UnixMillis) {
        self.stepped_back.retain(|_, until_ms| *until_ms > now_ms);
    }

    /// Claims of the inbound messages that let others go first.
    pub(crate) fn inbound_stepped_back(&self) -> Vec<&str> {
        let claims = self.stepped_back.keys().filter_map(|key| match key {
            RefusedRow::Inbound(claim) => Some(claim.as_str()),
            RefusedRow::Gateway(_) | RefusedRow::Counter(_) => None,
        });
        claims.collect()
    }

    pub(crate) fn is_gateway_stepped_back(&self, id: &GatewayId) -> bool {
        !self.stepped_back.is_empty()
            && self.stepped_back.contains_key(&RefusedRow::Gateway(id.clone()))
    }

    /// Whether the counter may be part of a batch now.
    pub(crate) fn admits_counter(&self, counter: &CounterRow) -> bool {
        if self.counters_aside.is_empty() && self.stepped_back.is_empty() {
            return true;
        }
        let name = counter_name(counter);
        !self.counters_aside.contains(&name)
            && !self.stepped_back.contains_key(&RefusedRow::Counter(name))
    }

    /// Returns counters that are still to be written and are not stepped back.
    pub(crate) fn owed_counters(&self, limit: usize) -> Vec<CounterName> {
        let has_turn = |name: &&CounterName| {
            !self.stepped_back.contains_key(&RefusedRow::Counter((*name).clone()))
        };
        self.owed.iter().filter(has_turn).take(limit).cloned().collect()
    }

    /// Returns when the next owed counter is due: `soon_ms` if it is due already.
    pub(crate) fn next_counter_ms(&self, soon_ms: UnixMillis) -> Option<UnixMillis> {
        let until = |name: &CounterName| {
            let until_ms = self.stepped_back.get(&RefusedRow::Counter(name.clone()));
            until_ms.map_or(soon_ms, |until_ms| soon_ms.max(*until_ms))
        };
        self.owed.iter().map(until).min()
    }

    /// Records that D1 has the batch, without the counters that it left out.
    pub(crate) fn record_taken(&mut self, projection: &Projection) {
        for counter in &projection.counters {
            let name = counter_name(counter);
            self.owed.remove(&name);
            self.rejections.remove(&RefusedRow::Counter(name));
        }
        for row in &projection.gateways {
            self.rejections.remove(&RefusedRow::Gateway(row.id.clone()));
        }
        let left_out = projection.left_out.iter().map(counter_name);
        let owed: Vec<CounterName> =
            left_out.filter(|name| !self.counters_aside.contains(name)).collect();
        self.owed.extend(owed);
    }

    fn step_back(&mut self, projection: &Projection, until_ms: UnixMillis) {
        let inbound = projection.claims.iter().cloned().map(RefusedRow::Inbound);
        let gateways = projection.gateways.iter().map(|row| RefusedRow::Gateway(row.id.clone()));
        let counters = projection.counters.iter().map(counter_name);
        // Other counters are computed again from the batch's rows, which step back themselves.
        let counters = counters.filter(|name| self.owed.contains(name)).map(RefusedRow::Counter);
        let keys: Vec<RefusedRow> = inbound.chain(gateways).chain(counters).collect();
        self.stepped_back.extend(keys.into_iter().map(|key| (key, until_ms)));
    }

    /// Counts a refusal. Returns whether the row is to be set aside.
    fn reject(&mut self, key: RefusedRow) -> bool {
        let rejections = self.rejections.entry(key).or_insert(0);
        *rejections = rejections.saturating_add(1);
        *rejections >= MAX_REJECTIONS
    }

    fn set_counter_aside(&mut self, name: CounterName) {
        if self.counters_aside.len() >= MAX_COUNTERS_ASIDE {
            self.counters_aside.clear();
        }
        self.owed.remove(&name);
        self.stepped_back.remove(&RefusedRow::Counter(name.clone()));
        self.counters_aside.insert(name);
    }
}

impl<S: Sql> DispatcherCore<S> {
    /// Records that D1 did not take the batch. If D1 refused it, its rows step back so that others get their
    /// turn. A row that was refused alone five times is set aside, and its name is returned.
    pub fn record_projection_failed(
        &mut self,
        projection: &Projection,
        refused: bool,
        retry_at_ms: UnixMillis,
    ) -> Result<Option<String>, DispatcherError> {
        // D1 was not reached, which says nothing about these rows. The caller backs off with all of them.
        if !refused {
            return Ok(None);
        }
        for row in &projection.messages {
            self.unprojected.step_back(&row.record.id, retry_at_ms);
        }
        self.refusals.step_back(projection, retry_at_ms);
        if projection.rows() != 1 || projection.mixes_counters() {
            return Ok(None);
        }
        if let Some(row) = projection.messages.first() {
            return self.reject_message(row.record.id.as_str(), row.version, projection);
        }
        if let (Some(claim), Some(message)) =
            (projection.claims.first(), projection.inbound.first())
        {
            let statement = "UPDATE inbound SET rejections = rejections + 1 WHERE claim = ? RETURNING rejections";
            let rows = self.sql.exec(statement, vec![claim.as_str().into()])?;
            let rejections = rows.first().map(|row| row.reader().integer()).transpose()?;
            let is_aside = rejections.unwrap_or(0) >= MAX_REJECTIONS;
            return Ok(is_aside.then(|| message.id.clone()));
        }
        if let Some(row) = projection.gateways.first() {
            if !self.refusals.reject(RefusedRow::Gateway(row.id.clone())) {
                return Ok(None);
            }
            // Treated as projected, so that the gateway's next change is tried again.
            self.gateway_projected(row, retry_at_ms)?;
            return Ok(Some(format!("gateway {}", row.id)));
        }
        let Some(counter) = projection.counters.first() else { return Ok(None) };
        if !self.refusals.reject(RefusedRow::Counter(counter_name(counter))) {
            return Ok(None);
        }
        self.refusals.set_counter_aside(counter_name(counter));
        Ok(Some(format!("counter {} of day {}", counter.metric, counter.day)))
    }

    fn reject_message(
        &mut self,
        id: &str,
        version: u32,
        projection: &Projection,
    ) -> Result<Option<String>, DispatcherError> {
        // A message that has changed meanwhile was not refused as it is now, so the refusal does not count.
        let statement =
            "UPDATE message SET rejections = rejections + 1 WHERE id = ? AND version = ?
                         RETURNING rejections";
        let rows = self.sql.exec(statement, vec![id.into(), version.into()])?;
        let rejections = rows.first().map(|row| row.reader().integer()).transpose()?.unwrap_or(0);
        if rejections < MAX_REJECTIONS {
            return Ok(None);
        }
        for row in &projection.messages {
            self.unprojected.remove(&row.record.id);
        }
        self.unprojected.unmark_if_empty(&self.sql)?;
        Ok(Some(id.to_owned()))
    }
}

#[cfg(test)]
mod tests;
