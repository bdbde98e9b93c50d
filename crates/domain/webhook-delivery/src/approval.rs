//! Requests for approval, made to the endpoint once and immediately, because a caller waits for the answer.

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{
    AttemptOutcome, AttemptRecord, DisabledReason, EndpointEvent, WebhookDeliveryCore, finish,
};

/// A request for approval under way; [`WebhookDeliveryCore::finish_approval`] ends it. Kept in memory only: if its caller
/// is gone, the answer is not needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingApproval {
    event_id: String,
    kind: String,
    subject: String,
    pub started_at_ms: UnixMillis,
    probe: bool,
}

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Begins a request for approval. `None` if the endpoint is disabled, throttled, or failing and not yet due for
    /// another probe, so that the caller need not wait in vain.
    pub fn begin_approval(
        &mut self,
        event: &EndpointEvent,
        now_ms: UnixMillis,
    ) -> Result<Option<PendingApproval>, SqlError> {
        // Not `open_at_ms`: a caller waits, so attempts in flight must not hold the request up.
        let open_at_ms = self.endpoint.usable_at_ms();
        if open_at_ms.is_none_or(|open_at_ms| open_at_ms > now_ms) {
            return Ok(None);
        }
        let probe = self.endpoint.breaker.is_some();
        if probe {
            self.endpoint.probe_begins(now_ms);
            self.endpoint.save(&self.sql)?;
        }
        Ok(Some(PendingApproval {
            event_id: event.event_id.clone(),
            kind: event.kind.clone(),
            subject: event.order_key.clone(),
            started_at_ms: now_ms,
            probe,
        }))
    }

    /// Records the outcome. It counts as an attempt in the log and for the endpoint's state, but is never retried.
    /// Returns the reason if the endpoint has just been disabled.
    pub fn finish_approval(
        &mut self,
        question: PendingApproval,
        outcome: AttemptOutcome,
        exchange: Option<String>,
        now_ms: UnixMillis,
    ) -> Result<Option<DisabledReason>, SqlError> {
        let mut record = AttemptRecord {
            event_id: question.event_id,
            kind: question.kind,
            subject: question.subject,
            number: 1,
            started_at_ms: question.started_at_ms,
            duration_ms: 0,
            status: None,
            error: None,
            next_try_at_ms: None,
            exchange,
        };
        let disabled = match outcome {
            AttemptOutcome::Delivered { status, duration_ms } => {
                (record.status, record.duration_ms) = (Some(status), duration_ms);
                if self.endpoint.succeeded() {
                    self.endpoint.save(&self.sql)?;
                }
                None
            }
            AttemptOutcome::Failed { failure, retry_not_before_ms } => {
                finish::describe(&mut record, &failure);
                let latest_ms = now_ms.saturating_add(self.policy.max_retry_after_ms);
                let not_before_ms = retry_not_before_ms.unwrap_or(UnixMillis::EPOCH).min(latest_ms);
                self.count_failure(question.probe, failure.status, not_before_ms, now_ms)?
            }
            AttemptOutcome::Exhausted(failure) => {
                finish::describe(&mut record, &failure);
                self.count_failure(question.probe, failure.status, UnixMillis::EPOCH, now_ms)?
            }
            AttemptOutcome::Gone { duration_ms } => {
                finish::describe_gone(&mut record, duration_ms);
                let disabled = self.endpoint.disable(DisabledReason::Gone, now_ms);
                self.endpoint.save(&self.sql)?;
                disabled
            }
        };
        self.record(&record)?;
        Ok(disabled)
    }
}
