//! Tests of the core over a real SQLite: single claims, then random worlds.

mod approval_claims;
mod claims;
mod costs;
mod endpoint_claims;
mod plans;
mod world;

use object_sql::{Sql, native::MemorySql};
use unix_time::UnixMillis;

use crate::{
    AttemptEffect, AttemptFailure, AttemptOutcome, DeliveryAttempt, DeliveryPolicy, EndpointEvent,
    EnqueueOutcome, WebhookDeliveryCore,
};

const START_MS: UnixMillis = UnixMillis::new(1_760_000_000_000);
const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Schedule of five attempts, with four delays between them.
fn delay_after(attempts_made: u32) -> Option<i64> {
    [5 * SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS].get(attempts_made as usize - 1).copied()
}

/// An endpoint's object that can lose its memory while its database stays.
struct Object<'a> {
    sql: &'a MemorySql,
    policy: DeliveryPolicy,
    core: WebhookDeliveryCore<&'a MemorySql>,
}

impl<'a> Object<'a> {
    fn open(sql: &'a MemorySql) -> Self {
        Self::with(sql, DeliveryPolicy::default())
    }

    fn with(sql: &'a MemorySql, policy: DeliveryPolicy) -> Self {
        Self { sql, policy, core: WebhookDeliveryCore::open(sql, policy).unwrap() }
    }

    fn evict(&mut self) {
        self.core = WebhookDeliveryCore::open(self.sql, self.policy).unwrap();
    }

    fn enqueue(&mut self, ids_and_keys: &[(&str, &str)], now_ms: UnixMillis) -> EnqueueOutcome {
        let events = ids_and_keys.iter().map(|(id, key)| event(id, key)).collect();
        self.core.enqueue(events, now_ms).unwrap()
    }

    fn due(&mut self, now_ms: UnixMillis) -> Vec<DeliveryAttempt> {
        self.core.due(now_ms, 100, delay_after).unwrap()
    }

    fn due_ids(&mut self, now_ms: UnixMillis) -> Vec<String> {
        self.due(now_ms).into_iter().map(|attempt| attempt.event.event_id).collect()
    }

    fn finish(
        &mut self,
        attempt: &DeliveryAttempt,
        outcome: AttemptOutcome,
        now_ms: UnixMillis,
    ) -> AttemptEffect {
        self.core.finished(attempt, outcome, None, now_ms, delay_after).unwrap()
    }

    fn next_ms(&self, now_ms: UnixMillis) -> Option<UnixMillis> {
        self.core.next_attention_ms(now_ms, UnixMillis::EPOCH).unwrap()
    }

    /// Projects everything, as D1 would accept it, and reports failures.
    fn project(&mut self) -> Vec<crate::AttemptRecord> {
        let mut records = Vec::new();
        while let Some(batch) = self.core.projection(None).unwrap() {
            self.core.delete_records(&batch).unwrap();
            records.extend(batch.attempts);
        }
        if let Some(since_ms) = self.core.unreported_failing_since_ms() {
            self.core.mark_failing_reported(since_ms).unwrap();
        }
        records
    }

    fn count(&self, statement: &str) -> i64 {
        self.sql.exec(statement, vec![]).unwrap()[0].reader().integer().unwrap()
    }
}

fn event(id: &str, key: &str) -> EndpointEvent {
    EndpointEvent {
        event_id: id.to_owned(),
        order_key: key.to_owned(),
        kind: "message.sent".to_owned(),
        payload: format!("{{\"id\":\"{id}\"}}"),
        occurred_at_ms: START_MS,
    }
}

fn delivered() -> AttemptOutcome {
    AttemptOutcome::Delivered { status: 200, duration_ms: 12 }
}

fn failure(status: Option<u16>) -> AttemptFailure {
    AttemptFailure { reason: "no luck".to_owned(), status, duration_ms: 34 }
}

fn failed(status: u16, retry_not_before_ms: Option<UnixMillis>) -> AttemptOutcome {
    AttemptOutcome::Failed { failure: failure(Some(status)), retry_not_before_ms }
}
