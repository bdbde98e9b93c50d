//! Accepting events: idempotent by id, and bounded in number.

use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{DisabledReason, EndpointEvent, WebhookDeliveryCore, rows};

/// Result of enqueuing a batch of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnqueueOutcome {
    pub accepted: u32,
    /// Events with known ids: queued, failed and kept, or delivered recently.
    pub duplicates: u32,
    /// Events refused because the queue was full.
    pub overflow: u32,
    /// Set if this overflow has just disabled the endpoint; its owner must be told.
    pub disabled: Option<DisabledReason>,
}

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Queues the new events, each behind earlier ones with the same key. When this returns, they are accepted durably;
    /// repeating the call is harmless.
    pub fn enqueue(
        &mut self,
        events: Vec<EndpointEvent>,
        now_ms: UnixMillis,
    ) -> Result<EnqueueOutcome, SqlError> {
        let mut enqueued = EnqueueOutcome::default();
        for event in events {
            if self.is_known(&event.event_id, now_ms)? {
                enqueued.duplicates = enqueued.duplicates.saturating_add(1);
            } else if self.queued >= self.policy.max_queued {
                enqueued.overflow = enqueued.overflow.saturating_add(1);
            } else {
                self.insert(event, now_ms)?;
                enqueued.accepted = enqueued.accepted.saturating_add(1);
            }
        }
        // The refused events are lost, since the caller does not repeat them. So the endpoint is disabled, and its
        // owner told.
        if enqueued.overflow > 0 {
            enqueued.disabled = self.endpoint.disable(DisabledReason::QueueFull, now_ms);
            if enqueued.disabled.is_some() {
                self.endpoint.save(&self.sql)?;
            }
        }
        Ok(enqueued)
    }

    fn is_known(&mut self, event_id: &str, now_ms: UnixMillis) -> Result<bool, SqlError> {
        let Some(stored) = rows::find(&self.sql, event_id)? else { return Ok(false) };
        let finished = ["delivered", "failed"].contains(&stored.state.as_str());
        if !finished || stored.at_ms.is_some_and(|expires_at_ms| expires_at_ms > now_ms) {
            return Ok(true);
        }
        // The row has expired and was not pruned yet.
        if stored.state == "failed" {
            self.failed = self.failed.saturating_sub(1);
        }
        self.sql.exec("DELETE FROM event WHERE event_id = ?", vec![event_id.into()])?;
        Ok(false)
    }

    fn insert(&mut self, event: EndpointEvent, now_ms: UnixMillis) -> Result<(), SqlError> {
        let place = rows::place_behind(&self.sql, &event.order_key)?;
        let (state, at_ms) = if place.held { ("held", None) } else { ("ready", Some(now_ms)) };
        let parameters = vec![
            event.order_key.into(),
            place.seq.into(),
            event.event_id.into(),
            event.kind.into(),
            event.payload.into(),
            event.occurred_at_ms.into(),
            state.into(),
            at_ms.into(),
        ];
        let statement = "INSERT INTO event
               (order_key, seq, event_id, kind, payload, occurred_at_ms, state, at_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        self.sql.exec(statement, parameters)?;
        self.queued = self.queued.saturating_add(1);
        Ok(())
    }
}
