//! State of one gateway as its account's administrators see it.

use ids::GatewayId;
use messaging::routing;
use object_commands::dispatcher::{GatewayState, WaitingMessages};
use object_sql::Sql;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    queues::{Queue, rows},
};

/// Most messages that are counted in a queue, so that a long one does not cost more to count.
const MOST_COUNTED: i64 = 1_000;

impl<S: Sql> DispatcherCore<S> {
    /// Returns the state of a gateway. `None` if it is not known here.
    pub fn gateway_state(
        &self,
        gateway_id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<Option<GatewayState>, DispatcherError> {
        let Some(gateway) = self.gateways.get(gateway_id) else { return Ok(None) };
        let snapshot = &gateway.snapshot;
        let id = || gateway_id.clone();
        let count = |queue: Queue| rows::count_in(&self.sql, &queue, MOST_COUNTED);
        let waiting = WaitingMessages {
            pinned: count(Queue::PinnedTo(id()))?,
            to_fetch: count(Queue::ToFetch(id()))?,
            unknown_outcome: count(Queue::UnknownOutcome(id()))?,
        };
        let rule = snapshot.pacing_rule(self.policy.pacing);
        Ok(Some(GatewayState {
            online: snapshot.online,
            reachable: snapshot.reachable,
            streams: gateway.streams,
            last_seen_at_ms: Some(snapshot.last_seen_at_ms).filter(|it| *it > UnixMillis::EPOCH),
            fetched_at_ms: Some(gateway.fetched_at_ms).filter(|it| *it > UnixMillis::EPOCH),
            health: gateway.health(),
            in_flight: snapshot.in_flight,
            given_today: snapshot.assigned_on_day(now_ms),
            failures_in_a_row: gateway.failures.in_a_row,
            waiting,
            sims: rule.map(|rule| snapshot.pacing.rooms(rule, now_ms)).unwrap_or_default(),
            opens_at_ms: snapshot.opens_at_ms(now_ms),
            assessment: routing::assess(snapshot, self.policy.pacing, now_ms),
        }))
    }
}

#[cfg(test)]
mod tests;
