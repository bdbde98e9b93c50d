//! Earliest time at which a new message could leave: callers are told of it, or would rather be refused than wait.

use messaging::{
    GatewaySnapshot, Options, Pace, PacingRule,
    routing::{self, RouteRequest},
};
use object_sql::{Sql, SqlError};
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, columns,
    queues::{Queue, rank_of},
};

pub(crate) const COUNT_AHEAD: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE queue = ? AND rank <= ? LIMIT ?)";
/// Most waiting messages counted, each of which is a row to read. A message behind this many waits for hours anyway.
const MOST_AHEAD: u32 = 1_000;

impl<S: Sql> DispatcherCore<S> {
    /// Returns the earliest time at which a new message of this size could leave, if its schedule, pacing or a send window
    /// holds it. `is_fetched` says that a gateway fetches it, which paces itself.
    pub(crate) fn eta_ms(
        &self,
        options: &Options,
        segments: u32,
        is_fetched: bool,
        request: RouteRequest<'_>,
    ) -> Result<Option<UnixMillis>, SqlError> {
        let now_ms = request.now_ms;
        let begins_at_ms = options.scheduled_at_ms.map_or(now_ms, |at_ms| at_ms.max(now_ms));
        let wait_ms = if is_fetched {
            0
        } else if begins_at_ms > now_ms {
            // What waits now may have left by then.
            let then = RouteRequest { now_ms: begins_at_ms, ..request };
            self.least_wait_behind(|_| Ok(0), options, segments, then)?
        } else {
            self.least_wait_ms(options, segments, request)?
        };
        let eta_ms = begins_at_ms.saturating_add(wait_ms);
        Ok((eta_ms > now_ms).then_some(eta_ms))
    }

    /// Returns the shortest time for which pacing and send windows would hold the message, in milliseconds. It is a lower
    /// bound: every message ahead counts as one segment, and the gateways share them evenly. Zero if an
    /// unpaced gateway could take the message, and if no gateway can take it now, because then the wait
    /// cannot be known.
    pub(crate) fn least_wait_ms(
        &self,
        options: &Options,
        segments: u32,
        request: RouteRequest<'_>,
    ) -> Result<i64, SqlError> {
        let ahead = |queue: &Queue| self.waiting_ahead(queue, rank_of(options));
        self.least_wait_behind(ahead, options, segments, request)
    }

    /// Does the same behind a number of messages, which is asked for only if it matters.
    fn least_wait_behind(
        &self,
        ahead: impl FnOnce(&Queue) -> Result<u32, SqlError>,
        options: &Options,
        segments: u32,
        request: RouteRequest<'_>,
    ) -> Result<i64, SqlError> {
        if options.is_urgent() {
            return Ok(0);
        }
        let gateways: Vec<&GatewaySnapshot> =
            routing::reachable(self.snapshots(), request).collect();
        let (now_ms, rule_of) =
            (request.now_ms, |it: &GatewaySnapshot| it.pacing_rule(self.policy.pacing));
        let is_free = |it: &&GatewaySnapshot| rule_of(it).is_none() && it.is_open(now_ms);
        if gateways.is_empty() || gateways.iter().any(is_free) {
            return Ok(0);
        }
        let queue = Queue::to_route(request.pinned, request.traffic);
        let ahead = ahead(&queue)?;
        let sim_slot = options.sim_slot;
        let count = u32::try_from(gateways.len()).unwrap_or(u32::MAX).max(1);
        let waits = gateways.iter().map(|it| {
            // Nothing leaves before the window opens, so capacity is needed from then on.
            let open_ms = it.opens_at_ms(now_ms);
            let paced_ms = rule_of(it).map_or(0, |rule| {
                // A message beyond the whole budget leaves once nothing is counted, like one that takes all of it.
                let own = segments.clamp(1, rule.segments.max(1));
                wait_ms(it, rule, sim_slot, ahead.saturating_add(own).div_ceil(count), open_ms)
            });
            it.opens_at_ms(open_ms.saturating_add(paced_ms)).since(now_ms)
        });
        Ok(waits.min().unwrap_or(0))
    }

    /// Number of messages that would get SIM capacity before one of this rank.
    fn waiting_ahead(&self, queue: &Queue, rank: i64) -> Result<u32, SqlError> {
        let ready = self.routing_work.count_ready_ahead(rank, MOST_AHEAD);
        // Every submission asks, and most find that nothing waits: that costs no look-up.
        if self.waiting == 0 {
            return Ok(ready);
        }
        let parameters = vec![queue.into(), rank.into(), i64::from(MOST_AHEAD).into()];
        let queued = columns::count(&self.sql, COUNT_AHEAD, parameters)?;
        Ok(queued.saturating_add(ready))
    }
}

/// Time until the gateway has capacity for this many segments if it is given nothing else, in milliseconds.
fn wait_ms(
    gateway: &GatewaySnapshot,
    rule: PacingRule,
    sim_slot: Option<u8>,
    segments: u32,
    now_ms: UnixMillis,
) -> i64 {
    let budget = rule.segments.max(1);
    // One less, because segments that are exactly a budget fit into a single window.
    let windows = segments.saturating_sub(1) / budget;
    let rest = segments.saturating_sub(windows.saturating_mul(budget));
    let pace = Pace { rule, sim_slot, segments: rest };
    let first_ms = gateway.pacing.room_at_ms(pace, now_ms).since(now_ms);
    first_ms.saturating_add(rule.window_ms.saturating_mul(i64::from(windows)))
}

#[cfg(test)]
mod tests;
