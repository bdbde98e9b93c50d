//! The endpoint's own record: attempts in flight, recent failures, and whether it is disabled.

use object_sql::{Sql, SqlError};
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{DeliveryPolicy, rows};

const SELECT_ENDPOINT: &str = "SELECT record FROM endpoint WHERE id = 1";

/// Reason why an endpoint is disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabledReason {
    /// Its undelivered events exceeded the bound.
    QueueFull,
    /// It answered 410.
    Gone,
    /// It failed for days.
    Failing,
    /// Its owner asked for it.
    Requested,
}

impl DisabledReason {
    /// Returns the stable name, as stored in D1 and shown to the owner.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Requested => "requested",
        }
    }
}

/// The endpoint's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) disabled: Option<DisabledReason>,
    /// When the endpoint disabled itself, until its owner has been told.
    #[serde(default, rename = "untold_since_ms")]
    pub(crate) unreported_since_ms: Option<UnixMillis>,
    /// When the breaker opened, until the account has been told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unreported_failing_since_ms: Option<UnixMillis>,
    pub(crate) breaker: Option<Breaker>,
    /// No attempt begins before this time, because a throttling answer asked for it.
    pub(crate) throttled_until_ms: UnixMillis,
    pub(crate) in_flight: Vec<AttemptInFlight>,
    failures_in_a_row: u32,
    /// Time of the first failure since the last success.
    failing_since_ms: Option<UnixMillis>,
    /// Whether another failure came long after the first.
    failing_confirmed: bool,
}

/// An open circuit breaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Breaker {
    pub(crate) probe_at_ms: UnixMillis,
    interval_ms: i64,
}

/// An attempt in flight. One row write covers the begin of all attempts; their end needs no write, since the events'
/// states show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttemptInFlight {
    pub(crate) event_id: String,
    pub(crate) number: u32,
    pub(crate) started_at_ms: UnixMillis,
    pub(crate) deadline_ms: UnixMillis,
    pub(crate) probe: bool,
}

impl Endpoint {
    pub(crate) fn load(sql: &impl Sql) -> Result<Self, SqlError> {
        let found = sql.exec(SELECT_ENDPOINT, vec![])?;
        let Some(row) = found.first() else { return Ok(Self::default()) };
        let mut endpoint: Self = rows::from_json(row.reader().text()?)?;
        let mut open = Vec::with_capacity(endpoint.in_flight.len());
        for attempt_in_flight in endpoint.in_flight.drain(..) {
            let stored = rows::find(sql, &attempt_in_flight.event_id)?;
            // The number and time distinguish an event that was forgotten and then enqueued again under its old id.
            let current = stored.is_some_and(|it| {
                it.state == "ready"
                    && it.attempts.saturating_add(1) == attempt_in_flight.number
                    && it.at_ms.is_some_and(|at_ms| at_ms <= attempt_in_flight.started_at_ms)
            });
            if current {
                open.push(attempt_in_flight);
            }
        }
        endpoint.in_flight = open;
        Ok(endpoint)
    }

    pub(crate) fn save(&self, sql: &impl Sql) -> Result<(), SqlError> {
        let statement = "INSERT OR REPLACE INTO endpoint (id, record) VALUES (1, ?)";
        sql.exec(statement, vec![rows::to_json(self)?.into()])?;
        Ok(())
    }

    pub(crate) fn is_in_flight(&self, event_id: &str) -> bool {
        self.in_flight.iter().any(|attempt_in_flight| attempt_in_flight.event_id == event_id)
    }

    /// Returns when the endpoint allows the next attempt; `None` if one in flight must end first.
    pub(crate) fn open_at_ms(&self, policy: &DeliveryPolicy) -> Option<UnixMillis> {
        if self.free(policy) == 0 {
            return None;
        }
        self.usable_at_ms()
    }

    /// Returns when the endpoint may be tried, regardless of attempts in flight; `None` if it is disabled.
    pub(crate) fn usable_at_ms(&self) -> Option<UnixMillis> {
        if self.disabled.is_some() {
            return None;
        }
        let probe_at_ms =
            self.breaker.as_ref().map_or(UnixMillis::EPOCH, |breaker| breaker.probe_at_ms);
        Some(self.throttled_until_ms.max(probe_at_ms))
    }

    /// Returns the number of further attempts that may be in flight.
    pub(crate) fn free(&self, policy: &DeliveryPolicy) -> usize {
        let most = if self.breaker.is_some() { 1 } else { policy.max_in_flight };
        most.saturating_sub(self.in_flight.len())
    }

    /// Records the start of a probe. If it gets lost, the next probe waits its interval.
    pub(crate) fn probe_begins(&mut self, now_ms: UnixMillis) {
        if let Some(breaker) = &mut self.breaker {
            breaker.probe_at_ms = now_ms.saturating_add(breaker.interval_ms);
        }
    }

    /// Records a success. Returns whether anything changed.
    pub(crate) fn succeeded(&mut self) -> bool {
        let changed = self.failures_in_a_row > 0 || self.breaker.is_some();
        self.failures_in_a_row = 0;
        self.failing_since_ms = None;
        self.failing_confirmed = false;
        self.breaker = None;
        changed
    }

    /// Counts a failure. `not_before_ms` is the receiver's `Retry-After`; with `throttling` it applies to all events.
    pub(crate) fn has_failed(
        &mut self,
        policy: &DeliveryPolicy,
        probe: bool,
        throttling: bool,
        not_before_ms: UnixMillis,
        now_ms: UnixMillis,
    ) {
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        if throttling {
            self.throttled_until_ms = self.throttled_until_ms.max(not_before_ms);
        }
        self.record_failing(policy, now_ms);
        let interval_ms = match &self.breaker {
            None if self.failures_in_a_row < policy.breaker_threshold => return,
            None => {
                self.unreported_failing_since_ms = Some(now_ms);
                policy.probe_interval_ms
            }
            Some(breaker) if probe => {
                breaker.interval_ms.saturating_mul(2).min(policy.probe_ceiling_ms)
            }
            // The attempt began before the breaker opened, so its failure is no news.
            Some(_) => return,
        };
        let probe_at_ms = now_ms.saturating_add(interval_ms).max(not_before_ms);
        self.breaker = Some(Breaker { probe_at_ms, interval_ms });
    }

    /// Disables the endpoint unless it is disabled. Returns the reason if it was enabled before.
    pub(crate) fn disable(
        &mut self,
        reason: DisabledReason,
        now_ms: UnixMillis,
    ) -> Option<DisabledReason> {
        if self.disabled.is_some() {
            return None;
        }
        self.disabled = Some(reason);
        self.unreported_since_ms = (reason != DisabledReason::Requested).then_some(now_ms);
        self.disabled
    }

    /// Whether the endpoint has failed for so long that it must be disabled.
    pub(crate) fn failing_for_too_long(&self, policy: &DeliveryPolicy, now_ms: UnixMillis) -> bool {
        self.failing_confirmed
            && self
                .failing_since_ms
                .is_some_and(|since_ms| since_ms.saturating_add(policy.disable_after_ms) <= now_ms)
    }

    pub(crate) fn reset(&mut self) {
        // These attempts go on, and `finished` must find them.
        let in_flight = std::mem::take(&mut self.in_flight);
        *self = Self { in_flight, ..Self::default() };
    }

    fn record_failing(&mut self, policy: &DeliveryPolicy, now_ms: UnixMillis) {
        let since_ms = *self.failing_since_ms.get_or_insert(now_ms);
        let since_first_ms = now_ms.since(since_ms);
        if since_first_ms >= policy.disable_after_ms && !self.failing_confirmed {
            // Two failures with days of silence between them do not prove that the endpoint always fails.
            self.failing_since_ms = Some(now_ms);
        } else if since_first_ms >= policy.confirm_failing_after_ms {
            self.failing_confirmed = true;
        }
    }
}
