//! The core of one webhook endpoint's delivery: its undelivered events, the attempts in flight, the circuit breaker,
//! and the records not yet projected to D1.
//!
//! One [`WebhookDeliveryCore`] owns one object's SQLite. An accepted event is queued until it is delivered or has failed
//! for good. Events with the same order key are tried one after another, in the order of acceptance. An event is
//! retried only while no attempt has reported its delivery. Memory is only a cache of the tables, loaded by
//! [`WebhookDeliveryCore::open`]. Each public method runs without awaiting, so its writes commit together.
//!
//! A [`PendingApproval`] is never queued: it is made once, immediately.
//!
//! The shell's alarm calls [`due`](WebhookDeliveryCore::due), makes the requests, reports each with
//! [`finished`](WebhookDeliveryCore::finished), projects, and sets its next alarm from
//! [`next_attention_ms`](WebhookDeliveryCore::next_attention_ms).

mod approval;
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

pub use approval::PendingApproval;
pub use endpoint::DisabledReason;
pub use enqueue::EnqueueOutcome;
pub use event::{
    AttemptEffect, AttemptFailure, AttemptOutcome, AttemptRecord, DeliveryAttempt, EndpointEvent,
};
pub use object_sql::{Sql, SqlError};
pub use projection::{KEPT_SUCCESSES, Projection};

use endpoint::Endpoint;
use unix_time::UnixMillis;

/// Time in milliseconds that finished attempts may wait to be projected together.
pub const PROJECTION_DELAY_MS: i64 = 800;

const HOUR_MS: i64 = 3_600_000;

/// Limits and times of delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryPolicy {
    /// Maximum number of attempts in flight.
    pub max_in_flight: usize,
    /// Time after which an attempt without an outcome is lost and its event due again.
    pub lease_ms: i64,
    /// Maximum number of undelivered events, and of failed events that are kept.
    pub max_queued: u32,
    /// Time for which a delivered event's id is remembered.
    pub remember_ms: i64,
    /// Time for which an event that failed for good can be replayed.
    pub failed_retention_ms: i64,
    /// Failures in a row that open the circuit breaker.
    pub breaker_threshold: u32,
    /// First interval between the breaker's probes; it doubles up to the ceiling.
    pub probe_interval_ms: i64,
    pub probe_ceiling_ms: i64,
    /// Longest `Retry-After` that is honored.
    pub max_retry_after_ms: i64,
    /// Time after the first failure of an endpoint that only fails, at which another failure disables it.
    pub disable_after_ms: i64,
    /// Time after the first failure, at or after which another failure must have come before the endpoint is disabled.
    pub confirm_failing_after_ms: i64,
}

impl Default for DeliveryPolicy {
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

/// Delivery of one endpoint's events.
#[derive(Debug)]
pub struct WebhookDeliveryCore<S> {
    sql: S,
    policy: DeliveryPolicy,
    endpoint: Endpoint,
    /// Number of undelivered events, `ready` and `held`.
    queued: u32,
    /// Number of kept events that failed for good.
    failed: u32,
    pruned_at_ms: UnixMillis,
}

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Opens the object's database, creating or migrating its schema.
    pub fn open(sql: S, policy: DeliveryPolicy) -> Result<Self, SqlError> {
        schema::migrate(&sql)?;
        let endpoint = Endpoint::load(&sql)?;
        // Counted once for each instance. Every later change adjusts the numbers, so that no command has to count rows.
        let queued = rows::count(&sql, "ready")?.saturating_add(rows::count(&sql, "held")?);
        let failed = rows::count(&sql, "failed")?;
        Ok(Self { sql, policy, endpoint, queued, failed, pruned_at_ms: UnixMillis::EPOCH })
    }

    /// Declares the attempts in flight lost, because the instance that made them is gone. Their events are due at once
    /// instead of at the attempts' deadlines.
    pub fn abandon_attempts(&mut self, now_ms: UnixMillis) {
        // Not saved: if this instance ends before `due` runs, the next one abandons them again.
        for attempt_in_flight in &mut self.endpoint.in_flight {
            attempt_in_flight.deadline_ms = attempt_in_flight.deadline_ms.min(now_ms);
        }
    }

    /// Returns the number of attempts in flight.
    pub fn in_flight(&self) -> u32 {
        u32::try_from(self.endpoint.in_flight.len()).unwrap_or(u32::MAX)
    }

    /// Returns the number of undelivered events, including those in flight.
    pub fn queued(&self) -> u32 {
        self.queued
    }

    /// Returns the number of events that failed for good and can be replayed.
    pub fn failed(&self) -> u32 {
        self.failed
    }

    /// Returns why the endpoint is disabled, if it is.
    pub fn disabled(&self) -> Option<DisabledReason> {
        self.endpoint.disabled
    }

    /// Returns why and when the endpoint disabled itself, until
    /// [`mark_disabling_reported`](Self::mark_disabling_reported) is called.
    pub fn unreported_disabling(&self) -> Option<(DisabledReason, UnixMillis)> {
        Some((self.endpoint.disabled?, self.endpoint.unreported_since_ms?))
    }

    /// Records that the owner was told why the endpoint is disabled.
    pub fn mark_disabling_reported(&mut self) -> Result<(), SqlError> {
        self.endpoint.unreported_since_ms = None;
        self.endpoint.save(&self.sql)
    }

    /// Returns when the endpoint began to fail so often that only probes are sent, until
    /// [`mark_failing_reported`](Self::mark_failing_reported) is called.
    pub fn unreported_failing_since_ms(&self) -> Option<UnixMillis> {
        self.endpoint.unreported_failing_since_ms
    }

    /// Records that the account was told of the failures that began at `since_ms`. A later episode stays unreported.
    pub fn mark_failing_reported(&mut self, since_ms: UnixMillis) -> Result<(), SqlError> {
        if self.endpoint.unreported_failing_since_ms != Some(since_ms) {
            return Ok(());
        }
        self.endpoint.unreported_failing_since_ms = None;
        self.endpoint.save(&self.sql)
    }

    /// Whether the circuit breaker is open, so that only probes are sent.
    pub fn is_breaker_open(&self) -> bool {
        self.endpoint.breaker.is_some()
    }

    /// Enables the endpoint and forgets earlier failures. Idempotent.
    pub fn enable(&mut self) -> Result<(), SqlError> {
        self.endpoint.reset();
        self.endpoint.save(&self.sql)
    }

    /// Stops all attempts until [`enable`](Self::enable); the queue stays. Idempotent: the first reason stays. Attempts
    /// in flight may still report their outcomes.
    pub fn disable(&mut self) -> Result<(), SqlError> {
        // The time is kept only to tell the owner, who made this request.
        self.endpoint.disable(DisabledReason::Requested, UnixMillis::EPOCH);
        self.endpoint.save(&self.sql)
    }
}

#[cfg(test)]
mod tests;
