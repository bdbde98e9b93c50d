//! The account's gateways as this Dispatcher knows them: their settings come from D1, their presence from the
//! gateways.

use std::collections::BTreeMap;

use dispatcher_records::{GatewaySettings, ProviderNumber};
use messaging::{GatewayHealth, GatewaySnapshot, Policy};
use object_commands::dispatcher::{Presence, PresenceNoted, PresenceSign};
use object_sql::{Sql, SqlError};
use serde::{Deserialize, Serialize};

use crate::{
    Dispatch, DispatchError,
    messages::{self, from_json, to_json},
    queues::Queue,
};

/// Health reports are saved at most this often while nothing else changes. With a short offline threshold
/// they are saved more often, so that an eviction never makes a live gateway look silent.
const SAVE_INTERVAL_MS: i64 = 30_000;
/// D1 learns of a heartbeat at most this often while nothing else changes.
pub(crate) const HEARTBEAT_PROJECTION_INTERVAL_MS: i64 = 5 * 60_000;
/// Most waiting messages that the answer to a heartbeat counts.
const PENDING_COUNT_LIMIT: i64 = 1_000;

pub(crate) const LOOK_AGAIN: &str = "UPDATE message SET attention_ms = ?
     WHERE queue = ? AND (attention_ms IS NULL OR attention_ms > ?)";

/// Recent failures of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failures {
    pub(crate) in_a_row: u32,
    pub(crate) last_at_ms: i64,
}

/// Reason why pushes do not reach a gateway, numbered as in D1's column `push_refused`, where 0 means that they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum UnreachedByPush {
    /// The push service refuses its token.
    Refused = 1,
    /// The push service fails, or refuses the deployment.
    Failing = 2,
}

/// One gateway's row in the object's SQLite.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one gateway")]
pub(crate) struct Gateway {
    pub(crate) snapshot: GatewaySnapshot,
    #[serde(default)]
    pub(crate) device_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) push_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<ProviderNumber>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_masking: bool,
    /// Whether it holds an event stream open, as far as is known.
    #[serde(default)]
    pub(crate) streams: bool,
    /// Time at which a push last did not get to the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) push_refused_at_ms: Option<i64>,
    /// Whether that was the fault of the push service, or of the deployment's access to it, and not of the token.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) push_failing: bool,
    /// Whether it gave a sign of life since it registered. Until then its presence does not show that its account is
    /// in use.
    #[serde(default = "yes")]
    pub(crate) is_heard: bool,
    /// Time of the last fetch.
    #[serde(default)]
    pub(crate) fetched_at_ms: i64,
    /// Saved only together with the rest of the row; a crash may lose the last few.
    #[serde(default)]
    pub(crate) failures: Failures,
    /// Whether D1 has yet to learn of a change of presence.
    pub(crate) unprojected: bool,
    /// Last heartbeat that D1 knows of.
    pub(crate) projected_seen_at_ms: i64,
    #[serde(skip)]
    saved_at_ms: i64,
    /// Calls to its provider that are not answered yet.
    #[serde(skip)]
    pub(crate) open_calls: u32,
    /// Whether segments were counted for its SIMs since the row was last written.
    #[serde(skip)]
    pub(crate) pacing_unsaved: bool,
}

impl<S: Sql> Dispatch<S> {
    /// Applies a gateway's settings. `None` means that D1 does not have the gateway (any more).
    pub fn gateway_changed(
        &mut self,
        gateway_id: &str,
        settings: Option<&GatewaySettings>,
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        let was_active = self.is_active(gateway_id);
        let Some(settings) = settings else {
            if let Some(gateway) = self.gateways.remove(gateway_id) {
                self.sql.exec("DELETE FROM gateway WHERE id = ?", vec![gateway_id.into()])?;
                if !gateway.snapshot.protocol.is_provider() {
                    self.withdraw_from(gateway_id, now_ms)?;
                }
            }
            return Ok(());
        };
        let is_known = self.gateways.contains_key(gateway_id);
        let gateway = self.gateways.entry(gateway_id.to_owned()).or_insert_with(|| Gateway {
            snapshot: GatewaySnapshot::unseen(gateway_id),
            device_id: String::new(),
            push_token: None,
            number: None,
            is_masking: false,
            streams: false,
            push_refused_at_ms: None,
            push_failing: false,
            is_heard: false,
            fetched_at_ms: 0,
            failures: Failures::default(),
            unprojected: false,
            projected_seen_at_ms: 0,
            saved_at_ms: 0,
            open_calls: 0,
            pacing_unsaved: false,
        });
        gateway.device_id.clone_from(&settings.device_id);
        gateway.snapshot.active = settings.active;
        gateway.snapshot.priority = settings.priority;
        gateway.snapshot.protocol = settings.protocol;
        gateway.snapshot.usage = settings.usage;
        gateway.number.clone_from(&settings.number);
        gateway.is_masking = settings.is_masking;
        // Registering is a sign of life, and D1 has it already. Only gateways that fetch are online by that: others have
        // a socket while they are.
        let seen_at_ms = settings.seen_at_ms;
        let online_until_ms = seen_at_ms.saturating_add(self.policy.poll_offline_after_ms);
        let is_sign_of_life = seen_at_ms > gateway.snapshot.last_seen_at_ms;
        if settings.protocol.is_poll() && is_sign_of_life && online_until_ms > now_ms {
            gateway.unprojected |= is_known && !gateway.snapshot.online;
            gateway.snapshot.online = true;
        }
        gateway.snapshot.last_seen_at_ms = gateway.snapshot.last_seen_at_ms.max(seen_at_ms);
        gateway.projected_seen_at_ms = gateway.projected_seen_at_ms.max(seen_at_ms);
        if settings.protocol.is_provider() {
            // A provider has no presence: each call shows whether it works.
            (gateway.snapshot.online, gateway.snapshot.reachable) = (true, true);
        }
        if gateway.push_token != settings.push_token {
            gateway.push_token.clone_from(&settings.push_token);
            gateway.unprojected |= gateway.push_refused_at_ms.take().is_some();
            gateway.push_failing = false;
            gateway.snapshot.reachable = gateway.can_be_told();
        }
        self.save_gateway(gateway_id, now_ms)?;
        self.check_queues_of(gateway_id);
        if was_active && !settings.active && !settings.protocol.is_provider() {
            self.withdraw_from(gateway_id, now_ms)?;
        }
        Ok(())
    }

    /// Takes at most `limit` gateways that may no longer be used, so that the caller closes their sockets.
    /// Each is returned once; the caller puts back those that [could not be closed](Self::still_open).
    pub fn take_withdrawn(&mut self, limit: usize) -> Vec<String> {
        let taken: Vec<String> = self.withdrawn.iter().take(limit).cloned().collect();
        self.withdrawn.retain(|id| !taken.contains(id));
        taken
    }

    /// Puts back a gateway whose sockets could not be closed.
    pub fn still_open(&mut self, gateway_id: String) {
        self.withdrawn.insert(gateway_id);
    }

    /// Schedules a check of a switched-off gateway's sockets, because its key may have ended meanwhile.
    pub fn look_at_sockets_of_unused(&mut self, gateway_id: &str) {
        let unused = |it: &Gateway| !it.snapshot.active && !it.snapshot.protocol.is_provider();
        if self.gateways.get(gateway_id).is_some_and(unused) {
            self.withdrawn.insert(gateway_id.to_owned());
        }
    }

    /// Whether any gateway's sockets are still to be closed.
    pub fn has_withdrawn(&self) -> bool {
        !self.withdrawn.is_empty()
    }

    /// Whether the gateway is known and switched on.
    pub(crate) fn is_active(&self, gateway_id: &str) -> bool {
        self.gateways.get(gateway_id).is_some_and(|gateway| gateway.snapshot.active)
    }

    /// Takes back the messages that a gateway was to fetch and did not. They are due again at once, and the
    /// pending notices about them are dropped.
    fn withdraw_from(&mut self, gateway_id: &str, now_ms: i64) -> Result<(), DispatchError> {
        self.withdrawn.insert(gateway_id.to_owned());
        self.drop_notices_of_messages(gateway_id);
        let queue = Queue::ToFetch(gateway_id.to_owned());
        let parameters = vec![now_ms.into(), (&queue).into(), now_ms.into()];
        self.sql.exec(LOOK_AGAIN, parameters)?;
        Ok(())
    }

    /// Applies the settings of all the account's gateways as D1 has them, where they differ from those known
    /// here.
    pub fn reconcile_gateways(
        &mut self,
        all: &[GatewaySettings],
        now_ms: i64,
    ) -> Result<(), DispatchError> {
        for settings in all {
            let same = |it: &Gateway| {
                it.device_id == settings.device_id
                    && it.snapshot.protocol == settings.protocol
                    && it.push_token == settings.push_token
                    && it.snapshot.usage == settings.usage
                    && it.number == settings.number
                    && it.is_masking == settings.is_masking
                    && (it.snapshot.active, it.snapshot.priority)
                        == (settings.active, settings.priority)
            };
            if !self.gateways.get(&settings.id).is_some_and(same) {
                self.gateway_changed(&settings.id, Some(settings), now_ms)?;
            }
        }
        let gone = |id: &&String| !all.iter().any(|settings| settings.id == **id);
        for id in self.gateways.keys().filter(gone).cloned().collect::<Vec<_>>() {
            self.gateway_changed(&id, None, now_ms)?;
        }
        Ok(())
    }

    /// Time at which each gateway was last heard from, by gateway id. Providers' numbers are left out.
    pub fn last_seen(&self) -> BTreeMap<String, i64> {
        let seen = |it: &GatewaySnapshot| (it.id.clone(), it.last_seen_at_ms);
        self.snapshots().filter(|it| !it.protocol.is_provider()).map(seen).collect()
    }

    pub fn knows_gateway(&self, gateway_id: &str) -> bool {
        self.gateways.contains_key(gateway_id)
    }

    /// Records a sign of life or a disconnection and returns the number of messages pending for the gateway.
    pub fn presence(
        &mut self,
        presence: &Presence,
        now_ms: i64,
    ) -> Result<PresenceNoted, DispatchError> {
        let id = presence.gateway_id.as_str();
        let save_interval_ms = SAVE_INTERVAL_MS.min(self.policy.offline_after_ms / 4);
        let gateway = self.gateways.get_mut(id).ok_or(DispatchError::UnknownGateway)?;
        let unreached = UnreachedByPush::of(presence.sign);
        if unreached.is_some() || presence.sign == PresenceSign::PushSent {
            let (active, before) = (gateway.snapshot.active, gateway.unreached_by_push());
            gateway.push_refused_at_ms = unreached.map(|_| now_ms);
            gateway.push_failing = unreached == Some(UnreachedByPush::Failing);
            gateway.unprojected |= before != unreached;
            if before.is_some() || unreached.is_some() {
                self.save_gateway(id, now_ms)?;
            }
            return Ok(PresenceNoted { pending_messages: 0, active });
        }
        let streamed = gateway.streams;
        if gateway.snapshot.protocol.is_poll() {
            gateway.note_streams(presence.sign);
        }
        let streams_changed = streamed != gateway.streams;
        let fetches = gateway.snapshot.protocol.is_poll();
        let can_be_told = gateway.can_be_told();
        let snapshot = &mut gateway.snapshot;
        let before = (snapshot.online, snapshot.reachable);
        match presence.sign {
            PresenceSign::Connected => {
                (snapshot.online, snapshot.reachable) = (true, true);
                snapshot.connected_at_ms = now_ms;
            }
            // A fetching gateway goes on fetching; only its stream is gone.
            PresenceSign::Disconnected if fetches => snapshot.reachable = can_be_told,
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
        let became_usable = snapshot.online && snapshot.reachable && (transition || connected);
        let (active, in_flight) = (snapshot.active, snapshot.in_flight);
        let is_due = saved_at_ms.saturating_add(save_interval_ms) <= now_ms;
        if transition || streams_changed || connected || is_due {
            self.save_gateway(id, now_ms)?;
        }
        if became_usable {
            self.check_queues_of(id);
        }
        // An inactive gateway is given no messages, so it is not told how many wait.
        let limit = if active { PENDING_COUNT_LIMIT } else { 0 };
        let waiting = messages::count_waiting_for(&self.sql, id, limit)?;
        Ok(PresenceNoted { pending_messages: waiting.saturating_add(in_flight), active })
    }

    /// Marks gateways offline that have been silent longer than the policy allows.
    pub(crate) fn mark_silent_offline(&mut self, now_ms: i64) -> Result<(), DispatchError> {
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
    pub(crate) fn next_offline_ms(&self) -> Option<i64> {
        let online = self
            .gateways
            .values()
            .filter(|gateway| gateway.snapshot.online && !gateway.snapshot.protocol.is_provider());
        online.map(|gateway| gateway.offline_at_ms(&self.policy)).min()
    }

    /// Marks a gateway unreachable that turned out to have no socket, stream or working push.
    pub(crate) fn lost_socket(&mut self, id: &str, now_ms: i64) -> Result<(), DispatchError> {
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(()) };
        gateway.snapshot.reachable = false;
        gateway.unprojected |= std::mem::take(&mut gateway.streams);
        self.save_gateway(id, now_ms)
    }

    pub(crate) fn adjust_in_flight(&mut self, id: &str, freed: u32) {
        if let Some(gateway) = self.gateways.get_mut(id) {
            gateway.snapshot.in_flight = gateway.snapshot.in_flight.saturating_sub(freed);
        }
    }

    /// Records whether a message that the gateway had succeeded or failed.
    pub(crate) fn note_end(&mut self, id: &str, failed: bool, now_ms: i64) {
        let Some(gateway) = self.gateways.get_mut(id) else { return };
        gateway.failures = if failed {
            let in_a_row = gateway.failures.in_a_row.saturating_add(1);
            Failures { in_a_row, last_at_ms: now_ms }
        } else {
            Failures::default()
        };
    }

    /// Sets the number of recipients in flight after counting them.
    pub(crate) fn correct_in_flight(&mut self, id: &str, recipients: u32) {
        if let Some(gateway) = self.gateways.get_mut(id) {
            gateway.snapshot.in_flight = recipients;
        }
    }

    pub(crate) fn snapshots(&self) -> impl Iterator<Item = &GatewaySnapshot> {
        self.gateways.values().map(|gateway| &gateway.snapshot)
    }

    pub(crate) fn reachable(&self) -> impl Iterator<Item = &str> {
        let usable = |it: &&GatewaySnapshot| it.active && it.online && it.reachable;
        self.snapshots().filter(usable).map(|snapshot| snapshot.id.as_str())
    }

    /// Marks every queue for a check from which this gateway may now take messages.
    pub(crate) fn check_queues_of(&mut self, id: &str) {
        let id = || id.to_owned();
        let queues = [Queue::AnyGateway, Queue::PinnedTo(id()), Queue::UnknownOutcome(id())];
        self.lanes.queues_to_check.extend(queues);
    }

    pub(crate) fn save_gateway(&mut self, id: &str, now_ms: i64) -> Result<(), DispatchError> {
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(()) };
        gateway.saved_at_ms = now_ms;
        gateway.pacing_unsaved = false;
        let parameters = vec![id.into(), to_json(gateway)?.into()];
        self.sql.exec("INSERT OR REPLACE INTO gateway (id, record) VALUES (?, ?)", parameters)?;
        Ok(())
    }
}

impl Gateway {
    /// Whether D1 should learn of its presence now.
    pub(crate) fn wants_projection(&self) -> bool {
        if self.snapshot.protocol.is_provider() {
            return false;
        }
        let known = self.projected_seen_at_ms.saturating_add(HEARTBEAT_PROJECTION_INTERVAL_MS);
        self.unprojected || self.snapshot.last_seen_at_ms >= known
    }

    /// Whether the gateway can be notified that it has something to fetch.
    pub(crate) fn can_be_told(&self) -> bool {
        self.streams || self.push_token.is_some()
    }

    /// Reason why pushes do not reach the gateway. `None` if they do, as far as is known.
    pub(crate) fn unreached_by_push(&self) -> Option<UnreachedByPush> {
        self.push_refused_at_ms.map(|_| {
            if self.push_failing { UnreachedByPush::Failing } else { UnreachedByPush::Refused }
        })
    }

    fn note_streams(&mut self, sign: PresenceSign) {
        match sign {
            PresenceSign::Connected | PresenceSign::AliveOnSocket => self.streams = true,
            PresenceSign::Disconnected => self.streams = false,
            PresenceSign::Alive
            | PresenceSign::Leaving
            | PresenceSign::Health
            | PresenceSign::PushRefused
            | PresenceSign::PushFailing
            | PresenceSign::PushSent => {}
        }
    }

    /// Time at which the gateway counts as offline unless it is heard from before.
    fn offline_at_ms(&self, policy: &Policy) -> i64 {
        if self.snapshot.protocol.is_provider() {
            return i64::MAX;
        }
        let after_ms = if self.snapshot.protocol.is_poll() {
            policy.poll_offline_after_ms
        } else {
            policy.offline_after_ms
        };
        self.snapshot.last_seen_at_ms.saturating_add(after_ms)
    }

    pub(crate) fn health(&self) -> GatewayHealth {
        self.snapshot.health
    }
}

/// Default of a flag in rows that were stored before there was the flag.
fn yes() -> bool {
    true
}

impl UnreachedByPush {
    /// Returns the reason that a sign gives; `None` for a push that was sent, and for signs of presence.
    fn of(sign: PresenceSign) -> Option<Self> {
        match sign {
            PresenceSign::PushRefused => Some(Self::Refused),
            PresenceSign::PushFailing => Some(Self::Failing),
            _ => None,
        }
    }
}

pub(crate) fn load_all(sql: &impl Sql) -> Result<BTreeMap<String, Gateway>, SqlError> {
    let rows = sql.exec("SELECT id, record FROM gateway", vec![])?;
    rows.iter()
        .map(|row| {
            let mut columns = row.reader();
            Ok((columns.text()?.to_owned(), from_json(columns.text()?)?))
        })
        .collect()
}
