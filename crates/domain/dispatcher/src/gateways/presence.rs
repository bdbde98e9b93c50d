//! Presence of gateways: signs of life, connections, and silence.

use ids::GatewayId;
use messaging::GatewayHealth;
use object_commands::dispatcher::{Presence, PresenceOutcome, PresenceSign};
use object_sql::Sql;
use unix_time::UnixMillis;

use super::{Gateway, UnreachedByPush};
use crate::{
    DispatcherCore, DispatcherError,
    queues::{Queue, rows},
};

/// Health reports are saved at most this often while nothing else changes. With a short offline threshold
/// they are saved more often, so that an eviction never makes a live gateway look silent.
const SAVE_INTERVAL_MS: i64 = 30_000;
/// Most waiting messages that the answer to a heartbeat counts.
const PENDING_COUNT_LIMIT: i64 = 1_000;

impl<S: Sql> DispatcherCore<S> {
    /// Records a sign of life or a disconnection and returns the number of messages pending for the gateway.
    pub fn presence(
        &mut self,
        presence: &Presence,
        now_ms: UnixMillis,
    ) -> Result<PresenceOutcome, DispatcherError> {
        let id = &presence.gateway_id;
        let save_interval_ms = SAVE_INTERVAL_MS.min(self.policy.offline_after_ms / 4);
        let gateway = self.gateways.get_mut(id).ok_or(DispatcherError::UnknownGateway)?;
        let unreached = UnreachedByPush::of(presence.sign);
        if unreached.is_some() || presence.sign == PresenceSign::PushSent {
            let (active, before) = (gateway.snapshot.active, gateway.unreached_by_push());
            gateway.push_refused_at_ms = unreached.map(|_| now_ms);
            gateway.push_failing = unreached == Some(UnreachedByPush::Failing);
            gateway.unprojected |= before != unreached;
            // The sign is repeated with every push; a row is written only for a change.
            if before != unreached {
                self.save_gateway(id, now_ms)?;
            }
            return Ok(PresenceOutcome { pending_messages: 0, active });
        }
        let streamed = gateway.streams;
        if gateway.snapshot.protocol.is_poll() {
            gateway.note_streams(presence.sign);
        }
        let streams_changed = streamed != gateway.streams;
        let fetches = gateway.snapshot.protocol.is_poll();
        let can_be_notified = gateway.can_be_notified();
        let snapshot = &mut gateway.snapshot;
        let before = (snapshot.online, snapshot.reachable);
        match presence.sign {
            PresenceSign::Connected => {
                (snapshot.online, snapshot.reachable) = (true, true);
                snapshot.connected_at_ms = now_ms;
            }
            // A fetching gateway goes on fetching; only its stream is gone.
            PresenceSign::Disconnected if fetches => snapshot.reachable = can_be_notified,
            PresenceSign::Disconnected => (snapshot.online, snapshot.reachable) = (false, false),
            PresenceSign::Alive => snapshot.online = true,
            PresenceSign::AliveOnSocket => {
                // Makes up for a `Connected` that was sent while this object could not be reached.
                if !snapshot.reachable {
                    snapshot.connected_at_ms = now_ms;
                }
                (snapshot.online, snapshot.reachable) = (true, true);
            }
            PresenceSign::Leaving => snapshot.online = false,
            // The last three are handled above.
            PresenceSign::Health
            | PresenceSign::PushRefused
            | PresenceSign::PushFailing
            | PresenceSign::PushSent => {}
        }
        if !matches!(presence.sign, PresenceSign::Disconnected | PresenceSign::Health) {
            gateway.unprojected |= !std::mem::replace(&mut gateway.is_heard, true);
            snapshot.last_seen_at_ms = snapshot.last_seen_at_ms.max(now_ms);
        }
        if let Some(health) = presence.health {
            let merged = snapshot.health.merged_with(health);
            // D1 learns of later readings with the heartbeats.
            gateway.unprojected |=
                snapshot.health == GatewayHealth::default() && merged != snapshot.health;
            snapshot.health = merged;
        }
        let transition = before != (snapshot.online, snapshot.reachable);
        gateway.unprojected |= before.0 != snapshot.online || streams_changed;
        let saved_at_ms = gateway.saved_at_ms;
        let connected = presence.sign == PresenceSign::Connected;
        // Connecting again counts without a transition, too: messages of unknown outcome are then offered again.
        let became_usable = snapshot.online && snapshot.reachable && (transition || connected);
        let (active, in_flight) = (snapshot.active, snapshot.in_flight);
        let shared = if snapshot.kind.is_test() { &Queue::TestNumbers } else { &Queue::AnyGateway };
        let is_due = saved_at_ms.saturating_add(save_interval_ms) <= now_ms;
        if transition || streams_changed || connected || is_due {
            self.save_gateway(id, now_ms)?;
        }
        self.report_sign(id, now_ms)?;
        if became_usable {
            self.check_queues_of(id);
        }
        // An inactive gateway is given no messages, so it is not told how many wait.
        let limit = if active { PENDING_COUNT_LIMIT } else { 0 };
        let waiting = rows::count_waiting_for(&self.sql, shared, id, limit)?;
        Ok(PresenceOutcome { pending_messages: waiting.saturating_add(in_flight), active })
    }

    /// Marks gateways offline that have been silent longer than the policy allows.
    pub(crate) fn mark_silent_offline(
        &mut self,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let silent = |gateway: &&Gateway| {
            gateway.snapshot.online && gateway.offline_at_ms(&self.policy) <= now_ms
        };
        let ids = self.gateways.values().filter(silent).map(|gateway| gateway.snapshot.id.clone());
        for id in ids.collect::<Vec<_>>() {
            if let Some(gateway) = self.gateways.get_mut(&id) {
                gateway.snapshot.online = false;
                gateway.unprojected = true;
            }
            self.save_gateway(&id, now_ms)?;
        }
        Ok(())
    }

    /// Returns when the next silent gateway goes offline.
    pub(crate) fn next_offline_ms(&self) -> Option<UnixMillis> {
        // A number never goes offline. Its deadline at the end of time would keep an alarm set for good.
        let online = self
            .gateways
            .values()
            .filter(|gateway| gateway.snapshot.online && !gateway.snapshot.protocol.is_provider());
        online.map(|gateway| gateway.offline_at_ms(&self.policy)).min()
    }

    /// Marks a gateway unreachable that turned out to have no socket, stream or working push.
    pub(crate) fn mark_unreachable(
        &mut self,
        id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(()) };
        gateway.snapshot.reachable = false;
        gateway.unprojected |= std::mem::take(&mut gateway.streams);
        self.save_gateway(id, now_ms)
    }
}

#[cfg(test)]
mod tests;
