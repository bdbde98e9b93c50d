//! The core of one webhook endpoint's delivery: its undelivered events, the attempts in flight, the
//! circuit breaker, and what D1 has yet to learn of.
//!
//! One [`WebhookDelivery`] owns one object's SQLite. An accepted event ends delivered or failed for good,
//! or is still queued; events of one order key are tried one after another, in the order of acceptance;
//! an event is tried again only while the outcome of no attempt says that it was delivered. What is kept
//! in memory is a cache of the tables, loaded by [`WebhookDelivery::open`]. Each public method runs
//! without awaiting, so what it writes commits together.
//!
//! A [`Question`] is no event of the queue: it is asked at once and never again.
//!
//! The shell's alarm calls [`due`](WebhookDelivery::due), makes the requests, says by
//! [`finished`](WebhookDelivery::finished) how each went, projects, and sets its next alarm by
//! [`next_attention_ms`](WebhookDelivery::next_attention_ms).

mod ask;
mod attention;
mod due;
mod endpoint;
mod enqueue;
mod event;
mod finish;
mod projection;
mod prune;
mod replay;
mod rows;
mod schema;

pub use ask::Question;
pub use endpoint::DisabledReason;
pub use enqueue::Enqueued;
pub use event::{Attempt, AttemptRecord, Event, Failure, Finished, Outcome};
pub use object_sql::{Sql, SqlError};
pub use projection::Projection;

use endpoint::Endpoint;

/// How long finished attempts may wait to be projected together.
pub const PROJECTION_DELAY_MS: i64 = 800;

const HOUR_MS: i64 = 3_600_000;

/// The numbers that an endpoint is delivered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The most attempts in flight.
    pub max_in_flight: usize,
    /// An attempt with no outcome for this long is lost, and its event due again.
    pub lease_ms: i64,
    /// The most undelivered events, and the most failed ones that are kept.
    pub max_queued: u32,
    /// How long a delivered event's id is remembered.
    pub remember_ms: i64,
    /// How long an event that failed for good can be replayed.
    pub failed_retention_ms: i64,
    /// The circuit breaker opens after this many failures in a row.
    pub breaker_threshold: u32,
    /// The breaker's first interval between probes, which doubles up to the ceiling.
    pub probe_interval_ms: i64,
    pub probe_ceiling_ms: i64,
    /// A receiver's `Retry-After` counts up to this.
    pub max_retry_after_ms: i64,
    /// An endpoint that only fails is disabled by a failure this long after the first,
    pub disable_after_ms: i64,
    /// provided that there was another in between, this long after the first or later.
    pub confirm_failing_after_ms: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_in_flight: 20,
            lease_ms: 60_000,
            max_queued: 100_000,
            remember_ms: 24 * HOUR_MS,
            failed_retention_ms: 7 * 24 * HOUR_MS,
            breaker_threshold: 10,
            probe_interval_ms: 30_000,
            probe_ceiling_ms: 10 * 60_000,
            max_retry_after_ms: 24 * HOUR_MS,
            disable_after_ms: 5 * 24 * HOUR_MS,
            confirm_failing_after_ms: 12 * HOUR_MS,
        }
    }
}

/// One endpoint's events.
#[derive(Debug)]
pub struct WebhookDelivery<S> {
    sql: S,
    policy: Policy,
    endpoint: Endpoint,
    /// Undelivered events, `ready` and `held`.
    queued: u32,
    /// Events that failed for good and are kept.
    failed: u32,
    pruned_at_ms: i64,
}

impl<S: Sql> WebhookDelivery<S> {
    /// Opens the object's database, creating or migrating its schema.
    pub fn open(sql: S, policy: Policy) -> Result<Self, SqlError> {
        schema::migrate(&sql)?;
        let endpoint = Endpoint::load(&sql)?;
        let queued = rows::count(&sql, "ready")?.saturating_add(rows::count(&sql, "held")?);
        let failed = rows::count(&sql, "failed")?;
        Ok(Self { sql, policy, endpoint, queued, failed, pruned_at_ms: 0 })
    }

    /// Says that nobody waits for the attempts in flight any more: the instance that made them is gone. Their
    /// events are due again at once, instead of when the attempts would have timed out.
    pub fn abandon_attempts(&mut self, now_ms: i64) {
        for lease in &mut self.endpoint.in_flight {
            lease.deadline_ms = lease.deadline_ms.min(now_ms);
        }
    }

    /// How many attempts are in flight.
    pub fn in_flight(&self) -> u32 {
        u32::try_from(self.endpoint.in_flight.len()).unwrap_or(u32::MAX)
    }

    /// How many undelivered events there are, those in flight included.
    pub fn queued(&self) -> u32 {
        self.queued
    }

    /// How many events failed for good and can be replayed.
    pub fn failed(&self) -> u32 {
        self.failed
    }

    /// Why nothing is tried, if the endpoint is disabled.
    pub fn disabled(&self) -> Option<DisabledReason> {
        self.endpoint.disabled
    }

    /// Why and when the endpoint disabled itself, until [`told_of_disabling`](Self::told_of_disabling).
    pub fn untold_disabling(&self) -> Option<(DisabledReason, i64)> {
        Some((self.endpoint.disabled?, self.endpoint.untold_since_ms?))
    }

    /// The owner was told why the endpoint is disabled.
    pub fn told_of_disabling(&mut self) -> Result<(), SqlError> {
        self.endpoint.untold_since_ms = None;
        self.endpoint.save(&self.sql)
    }

    /// Whether the circuit breaker is open, so that only probes are tried.
    pub fn is_breaker_open(&self) -> bool {
        self.endpoint.breaker.is_some()
    }

    /// Tries events again, with no memory of earlier failures. Idempotent.
    pub fn enable(&mut self) -> Result<(), SqlError> {
        self.endpoint.reset();
        self.endpoint.save(&self.sql)
    }

    /// Tries nothing more until [`enable`](Self::enable); the queue stays. Idempotent: the first reason
    /// stays. Attempts in flight may still report how they went.
    pub fn disable(&mut self) -> Result<(), SqlError> {
        self.endpoint.disable(DisabledReason::Requested, 0);
        self.endpoint.save(&self.sql)
    }
}

#[cfg(test)]
mod tests;
