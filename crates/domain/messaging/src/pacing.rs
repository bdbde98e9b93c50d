//! Pacing: a limit on the segments that a SIM is given in a window of time, for gateways that do not pace
//! themselves.
//!
//! This is a sliding window, not a token bucket: no window of that length ever holds more than the budget,
//! which is what an operator's filters check. Segments are stored as one sum for each of about [`GRAINS`]
//! grains, each counted until its last segment is a whole window old, so the record stays small whatever the
//! budget.

use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::gateway::GatewaySnapshot;

/// Number of grains that a window is divided into. Capacity may return up to one grain late, never early.
const GRAINS: i64 = 64;

/// Rate limit of a SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacingRule {
    /// The budget; at least 1.
    pub segments: u32,
    /// Length of the window; at least 1.
    pub window_ms: i64,
}

impl PacingRule {
    /// Returns the time until which a segment counts that was given at `at_ms`.
    pub fn counts_until_ms(self, at_ms: UnixMillis) -> UnixMillis {
        let grain_ms = (self.window_ms / GRAINS).max(1);
        let end_ms = at_ms.saturating_add(self.window_ms);
        // Rounded up to a grain's end, so that segments given within one grain share one sum.
        let over_ms = end_ms.as_i64().rem_euclid(grain_ms);
        let rest_ms = if over_ms == 0 { 0 } else { grain_ms - over_ms };
        end_ms.saturating_add(rest_ms)
    }
}

/// Demand of one recipient of a message on a SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub rule: PacingRule,
    /// `None` for the phone's default SIM.
    pub sim_slot: Option<u8>,
    pub segments: u32,
}

/// Demand of a message on whichever SIM sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Rate limit of gateways without a limit of their own.
    pub deployment: Option<PacingRule>,
    /// `None` for the phone's default SIM.
    pub sim_slot: Option<u8>,
    /// Segments for each recipient.
    pub segments: u32,
    /// Recipients that a phone which fetches would get together.
    pub recipients: u32,
}

impl Demand {
    /// Demand on this gateway. `None` if its SIMs have no limit.
    pub fn on(self, gateway: &GatewaySnapshot) -> Option<Pace> {
        let rule = gateway.pacing_rule(self.deployment)?;
        let Self { sim_slot, segments, recipients, .. } = self;
        // A phone that fetches gets all recipients of a message at once.
        let segments = if gateway.protocol.is_poll() {
            segments.max(1).saturating_mul(recipients)
        } else {
            segments
        };
        Some(Pace { rule, sim_slot, segments })
    }
}

/// Room that a SIM has for more segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimRoom {
    /// `None` for the phone's default SIM.
    pub sim_slot: Option<u8>,
    pub rule: PacingRule,
    /// Segments that it may be given now.
    pub segments_left: u32,
    /// Time at which it may be given a segment: now if any is left.
    pub next_at_ms: UnixMillis,
}

/// Segments that a gateway's SIMs were recently given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pacing {
    sims: Vec<Sim>,
    /// Time of the last count.
    counted_to_ms: UnixMillis,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sim {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slot: Option<u8>,
    /// Sums with the time until which each counts, the earliest first.
    spent: Vec<(UnixMillis, u32)>,
}

impl Pacing {
    /// Number of recipients of this size that the SIM may be given now. One that alone exceeds the budget may
    /// go when nothing else counts.
    pub fn room(&self, pace: Pace, now_ms: UnixMillis) -> u32 {
        let used = self.used(pace.sim_slot, now_ms);
        let segments = pace.segments.max(1);
        if segments > pace.rule.segments {
            u32::from(used == 0)
        } else {
            pace.rule.segments.saturating_sub(used) / segments
        }
    }

    /// Time at which there is capacity for one recipient of this size if nothing more is counted: `now_ms` if
    /// there is now.
    pub fn room_at_ms(&self, pace: Pace, now_ms: UnixMillis) -> UnixMillis {
        let ends = self.spent(pace.sim_slot).iter().map(|(until_ms, _)| *until_ms);
        let moments = std::iter::once(now_ms).chain(ends.filter(|until_ms| *until_ms > now_ms));
        let mut last_ms = now_ms;
        for at_ms in moments {
            if self.room(pace, at_ms) > 0 {
                return at_ms;
            }
            last_ms = at_ms;
        }
        last_ms
    }

    /// Room of the default SIM and of every other one that was given something.
    pub fn rooms(&self, rule: PacingRule, now_ms: UnixMillis) -> Vec<SimRoom> {
        let others = self.sims.iter().filter_map(|sim| sim.slot).map(Some);
        let mut slots: Vec<Option<u8>> = std::iter::once(None).chain(others).collect();
        slots.sort_unstable();
        let room = |sim_slot| {
            let pace = Pace { rule, sim_slot, segments: 1 };
            let segments_left = self.room(pace, now_ms);
            SimRoom { sim_slot, rule, segments_left, next_at_ms: self.room_at_ms(pace, now_ms) }
        };
        slots.into_iter().map(room).collect()
    }

    /// Counts segments that the SIM is given now, whether or not there was capacity.
    pub fn spend(
        &mut self,
        rule: PacingRule,
        sim_slot: Option<u8>,
        segments: u32,
        now_ms: UnixMillis,
    ) {
        self.counted_to_ms = self.counted_to_ms.max(now_ms);
        let until_ms = rule.counts_until_ms(now_ms);
        if !self.sims.iter().any(|sim| sim.slot == sim_slot) {
            self.sims.push(Sim { slot: sim_slot, spent: Vec::new() });
        }
        let Some(sim) = self.sims.iter_mut().find(|sim| sim.slot == sim_slot) else { return };
        sim.spent.retain(|(until_ms, _)| *until_ms > now_ms);
        match sim.spent.binary_search_by_key(&until_ms, |(until_ms, _)| *until_ms) {
            Ok(at) => {
                if let Some((_, sum)) = sim.spent.get_mut(at) {
                    *sum = sum.saturating_add(segments);
                }
            }
            Err(at) => sim.spent.insert(at, (until_ms, segments)),
        }
    }

    /// Uncounts segments that were counted at `counted_at_ms`, as far as they still count.
    pub fn uncount(
        &mut self,
        rule: PacingRule,
        sim_slot: Option<u8>,
        segments: u32,
        counted_at_ms: UnixMillis,
    ) {
        let until_ms = rule.counts_until_ms(counted_at_ms);
        let Some(sim) = self.sims.iter_mut().find(|sim| sim.slot == sim_slot) else { return };
        // Segments that no longer count are not found. Neither are those of a rule that has changed since: they stay
        // counted, which only delays other messages.
        if let Some((_, sum)) = sim.spent.iter_mut().find(|(it, _)| *it == until_ms) {
            *sum = sum.saturating_sub(segments);
        }
        sim.spent.retain(|(_, sum)| *sum > 0);
    }

    /// Time of the last count; segments given later are not included.
    pub fn counted_to_ms(&self) -> UnixMillis {
        self.counted_to_ms
    }

    /// Whether nothing was ever counted.
    pub fn is_unused(&self) -> bool {
        self.counted_to_ms == UnixMillis::EPOCH
    }

    fn used(&self, sim_slot: Option<u8>, now_ms: UnixMillis) -> u32 {
        // Only `spend` drops sums that no longer count, so there may be old ones.
        let counting = self.spent(sim_slot).iter().filter(|(until_ms, _)| *until_ms > now_ms);
        counting.fold(0, |used, (_, sum)| used.saturating_add(*sum))
    }

    fn spent(&self, sim_slot: Option<u8>) -> &[(UnixMillis, u32)] {
        let sim = self.sims.iter().find(|sim| sim.slot == sim_slot);
        sim.map(|sim| sim.spent.as_slice()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
