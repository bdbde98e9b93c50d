//! Beginning of attempts: each is committed before it is handed out.

use object_sql::{Row, Sql, SqlError};
use unix_time::UnixMillis;

use crate::{
    AttemptRecord, DeliveryAttempt, EndpointEvent, WebhookDeliveryCore, endpoint::AttemptInFlight,
    rows,
};

pub(crate) const SELECT_DUE: &str =
    "SELECT event_id, order_key, kind, payload, occurred_at_ms, attempts FROM event
     WHERE state = 'ready' AND at_ms <= ? ORDER BY at_ms LIMIT ?";

impl<S: Sql> WebhookDeliveryCore<S> {
    /// Begins up to `limit` attempts of due events. The caller must report each with [`finished`](Self::finished); an
    /// attempt without an outcome by its deadline counts as lost, and its event is due again under the same id.
    /// `delay_after` is the same as for `finished`.
    pub fn due(
        &mut self,
        now_ms: UnixMillis,
        limit: usize,
        mut delay_after: impl FnMut(u32) -> Option<i64>,
    ) -> Result<Vec<DeliveryAttempt>, SqlError> {
        self.prune(now_ms)?;
        // Before the check below, because lost attempts occupy places.
        self.end_lost_attempts(now_ms, &mut delay_after)?;
        if self.endpoint.open_at_ms(&self.policy).is_none_or(|open_at_ms| open_at_ms > now_ms) {
            return Ok(Vec::new());
        }
        let free = self.endpoint.free(&self.policy).min(limit);
        // Events in flight still have the state `ready`, so the query must select enough rows to skip them.
        let rows = free.saturating_add(self.endpoint.in_flight.len());
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        let mut attempts = Vec::new();
        for row in &self.sql.exec(SELECT_DUE, vec![now_ms.into(), rows.into()])? {
            let (event, ended) = read(row)?;
            if attempts.len() < free && !self.endpoint.is_in_flight(&event.event_id) {
                attempts.push(self.begin(event, ended, now_ms));
            }
        }
        if !attempts.is_empty() {
            self.endpoint.save(&self.sql)?;
        }
        Ok(attempts)
    }

    fn begin(&mut self, event: EndpointEvent, ended: u32, now_ms: UnixMillis) -> DeliveryAttempt {
        let probe = self.endpoint.breaker.is_some();
        if probe {
            self.endpoint.probe_begins(now_ms);
        }
        let number = ended.saturating_add(1);
        let deadline_ms = now_ms.saturating_add(self.policy.lease_ms);
        self.endpoint.in_flight.push(AttemptInFlight {
            event_id: event.event_id.clone(),
            number,
            started_at_ms: now_ms,
            deadline_ms,
            probe,
        });
        DeliveryAttempt { event, number, started_at_ms: now_ms, deadline_ms }
    }

    /// Ends the attempts that are past their deadline. They count as tries, so that an event that crashes the object on
    /// every try is eventually given up.
    fn end_lost_attempts(
        &mut self,
        now_ms: UnixMillis,
        delay_after: &mut impl FnMut(u32) -> Option<i64>,
    ) -> Result<(), SqlError> {
        let lost: Vec<AttemptInFlight> = self
            .endpoint
            .in_flight
            .extract_if(.., |attempt_in_flight| attempt_in_flight.deadline_ms <= now_ms)
            .collect();
        // Not counted as failures of the endpoint: it may be this object that ended, not the request.
        for attempt_in_flight in lost {
            let Some(mut stored) = rows::find(&self.sql, &attempt_in_flight.event_id)? else {
                continue;
            };
            stored.attempts = attempt_in_flight.number;
            stored.tries = stored.tries.saturating_add(1);
            let again = delay_after(stored.tries).is_some();
            if again {
                stored.set(&self.sql, "ready", now_ms)?;
            } else {
                self.fail_for_good(&stored, now_ms)?;
            }
            self.record(&AttemptRecord {
                event_id: attempt_in_flight.event_id,
                kind: stored.kind,
                subject: stored.order_key,
                number: attempt_in_flight.number,
                started_at_ms: attempt_in_flight.started_at_ms,
                duration_ms: now_ms.since(attempt_in_flight.started_at_ms),
                status: None,
                error: Some("outcome unknown".to_owned()),
                next_try_at_ms: again.then_some(now_ms),
                exchange: None,
            })?;
        }
        Ok(())
    }
}

fn read(row: &Row) -> Result<(EndpointEvent, u32), SqlError> {
    let mut columns = row.reader();
    let event = EndpointEvent {
        event_id: columns.text()?.to_owned(),
        order_key: columns.text()?.to_owned(),
        kind: columns.text()?.to_owned(),
        payload: columns.text()?.to_owned(),
        occurred_at_ms: columns.time()?,
    };
    Ok((event, rows::small(&mut columns)?))
}
