//! Effect of an attempt's outcome on its event and on the endpoint.

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{
    AttemptEffect, AttemptFailure, AttemptOutcome, AttemptRecord, DeliveryAttempt, DisabledReason,
    WebhookDeliveryCore,
    rows::{self, StoredEvent},
};

const MAX_REASON_CHARACTERS: usize = 300;

pub(crate) const DROP_OLDEST_FAILED: &str = "DELETE FROM event WHERE event_id IN
    (SELECT event_id FROM event WHERE state = 'failed' ORDER BY at_ms LIMIT 1)";

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Records the outcome of an attempt. `delay_after(attempts made)` is the schedule: the delay before the next
    /// attempt in milliseconds, or `None` if no attempt is left; a replayed event starts it again. `exchange` is the
    /// sealed request and answer for the log.
    pub fn finished(
        &mut self,
        attempt: &DeliveryAttempt,
        outcome: AttemptOutcome,
        exchange: Option<String>,
        now_ms: UnixMillis,
        delay_after: impl FnOnce(u32) -> Option<i64>,
    ) -> Result<AttemptEffect, SqlError> {
        let event_id = attempt.event.event_id.as_str();
        let position = self.endpoint.in_flight.iter().position(|attempt_in_flight| {
            attempt_in_flight.event_id == event_id && attempt_in_flight.number == attempt.number
        });
        // Late: the attempt was counted as lost at its deadline, and its event may be under way again.
        let Some(position) = position else { return Ok(AttemptEffect::Ignored) };
        let Some(mut stored) = rows::find(&self.sql, event_id)? else {
            self.endpoint.in_flight.remove(position);
            return Ok(AttemptEffect::Ignored);
        };
        let attempt_in_flight = self.endpoint.in_flight.remove(position);
        stored.attempts = attempt_in_flight.number;
        let mut record = AttemptRecord {
            event_id: attempt_in_flight.event_id.clone(),
            kind: stored.kind.clone(),
            subject: stored.order_key.clone(),
            number: attempt_in_flight.number,
            started_at_ms: attempt_in_flight.started_at_ms,
            duration_ms: 0,
            status: None,
            error: None,
            next_try_at_ms: None,
            exchange,
        };
        let mut failed_for_good = false;
        let mut disabled = None;
        match outcome {
            AttemptOutcome::Delivered { status, duration_ms } => {
                (record.status, record.duration_ms) = (Some(status), duration_ms);
                self.deliver(&stored, now_ms)?;
            }
            AttemptOutcome::Failed { failure, retry_not_before_ms } => {
                let latest_ms = now_ms.saturating_add(self.policy.max_retry_after_ms);
                let not_before_ms = retry_not_before_ms.unwrap_or(UnixMillis::EPOCH).min(latest_ms);
                disabled = self.count_failure(
                    attempt_in_flight.probe,
                    failure.status,
                    not_before_ms,
                    now_ms,
                )?;
                stored.tries = stored.tries.saturating_add(1);
                record.next_try_at_ms = delay_after(stored.tries)
                    .map(|delay_ms| now_ms.saturating_add(delay_ms.max(0)).max(not_before_ms));
                match record.next_try_at_ms {
                    Some(at_ms) => stored.set(&self.sql, "ready", at_ms)?,
                    None => self.fail_for_good(&stored, now_ms)?,
                }
                failed_for_good = record.next_try_at_ms.is_none();
                describe(&mut record, &failure);
            }
            AttemptOutcome::Exhausted(failure) => {
                disabled = self.count_failure(
                    attempt_in_flight.probe,
                    failure.status,
                    UnixMillis::EPOCH,
                    now_ms,
                )?;
                self.fail_for_good(&stored, now_ms)?;
                failed_for_good = true;
                describe(&mut record, &failure);
            }
            AttemptOutcome::Gone { duration_ms } => {
                disabled = self.endpoint.disable(DisabledReason::Gone, now_ms);
                self.endpoint.save(&self.sql)?;
                // The event itself did not fail, so it is tried first when the endpoint is enabled.
                stored.set(&self.sql, "ready", now_ms)?;
                record.next_try_at_ms = Some(now_ms);
                describe_gone(&mut record, duration_ms);
            }
        }
        self.record(&record)?;
        Ok(AttemptEffect::Recorded { record, failed_for_good, disabled })
    }

    /// Gives up an event, keeps it for replay, and releases the next event with its key.
    pub(crate) fn fail_for_good(
        &mut self,
        stored: &StoredEvent,
        now_ms: UnixMillis,
    ) -> Result<(), SqlError> {
        let expires_at_ms = now_ms.saturating_add(self.policy.failed_retention_ms);
        stored.set(&self.sql, "failed", expires_at_ms)?;
        stored.free_next(&self.sql, now_ms)?;
        self.queued = self.queued.saturating_sub(1);
        if self.failed < self.policy.max_queued {
            self.failed = self.failed.saturating_add(1);
        } else {
            // One event was added and one goes, so the count stays.
            self.sql.exec(DROP_OLDEST_FAILED, vec![])?;
        }
        Ok(())
    }

    fn deliver(&mut self, stored: &StoredEvent, now_ms: UnixMillis) -> Result<(), SqlError> {
        let expires_at_ms = now_ms.saturating_add(self.policy.remember_ms);
        stored.set(&self.sql, "delivered", expires_at_ms)?;
        stored.free_next(&self.sql, now_ms)?;
        self.queued = self.queued.saturating_sub(1);
        // Usually nothing changed and nothing is saved: the event's own row shows that the attempt has ended.
        if self.endpoint.succeeded() {
            self.endpoint.save(&self.sql)?;
        }
        Ok(())
    }

    pub(crate) fn count_failure(
        &mut self,
        probe: bool,
        status: Option<u16>,
        not_before_ms: UnixMillis,
        now_ms: UnixMillis,
    ) -> Result<Option<DisabledReason>, SqlError> {
        // The statuses that `webhooks::classify` calls throttling. This crate does not depend on that one.
        let throttling = matches!(status, Some(429 | 502 | 503 | 504));
        let policy = &self.policy;
        self.endpoint.has_failed(policy, probe, throttling, not_before_ms, now_ms);
        let too_long = self.endpoint.failing_for_too_long(policy, now_ms);
        let disabled =
            too_long.then(|| self.endpoint.disable(DisabledReason::Failing, now_ms)).flatten();
        self.endpoint.save(&self.sql)?;
        Ok(disabled)
    }
}

pub(crate) fn describe_gone(record: &mut AttemptRecord, duration_ms: i64) {
    let reason = "the endpoint is gone".to_owned();
    describe(record, &AttemptFailure { reason, status: Some(410), duration_ms });
}

pub(crate) fn describe(record: &mut AttemptRecord, failure: &AttemptFailure) {
    record.status = failure.status;
    record.duration_ms = failure.duration_ms;
    record.error = Some(failure.reason.chars().take(MAX_REASON_CHARACTERS).collect());
}
