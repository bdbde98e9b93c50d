//! The account's gateways as this Dispatcher knows them: their settings come from D1, their presence from the
//! gateways.

pub(crate) mod notices;
pub(crate) mod pacing;
pub(crate) mod presence;
pub(crate) mod provider_calls;
pub(crate) mod settings;
pub(crate) mod state;
pub(crate) mod state_events;

use std::collections::BTreeMap;

use dispatcher_records::ProviderNumber;
use ids::GatewayId;
use messaging::{DispatchPolicy, GatewayHealth, GatewaySnapshot, PacingRule, routing::Traffic};
use object_commands::dispatcher::PresenceSign;
use object_sql::{Sql, SqlError};
use serde::{Deserialize, Serialize};
use telephony::Address;
use unix_time::UnixMillis;

use crate::{
    DispatcherCore, DispatcherError,
    columns::{from_json, to_json},
};

/// D1 learns of a heartbeat at most this often while nothing else changes.
pub(crate) const HEARTBEAT_PROJECTION_INTERVAL_MS: i64 = 5 * 60_000;

/// Recent failures of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentFailures {
    pub(crate) in_a_row: u32,
    pub(crate) last_at_ms: UnixMillis,
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
    pub(crate) push_refused_at_ms: Option<UnixMillis>,
    /// Whether that was the fault of the push service, or of the deployment's access to it, and not of the token.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) push_failing: bool,
    /// Whether it gave a sign of life since it registered. Until then its presence does not show that its account is
    /// in use.
    #[serde(default = "default_true")]
    pub(crate) is_heard: bool,
    /// Time of the last fetch.
    #[serde(default)]
    pub(crate) fetched_at_ms: UnixMillis,
    /// Saved only together with the rest of the row; a crash may lose the last few.
    #[serde(default)]
    pub(crate) failures: RecentFailures,
    /// Whether endpoints were told that it is offline; `None` until it is heard from while one wants to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reported_offline: Option<bool>,
    /// Whether endpoints were told of its low battery since it was last charged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) reported_low_battery: bool,
    /// Events that not every endpoint has yet, one JSON record a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) events: Option<String>,
    /// Whether D1 has yet to learn of a change of presence.
    pub(crate) unprojected: bool,
    /// Last heartbeat that D1 knows of.
    pub(crate) projected_seen_at_ms: UnixMillis,
    #[serde(skip)]
    saved_at_ms: UnixMillis,
    /// Calls to its provider that are not answered yet.
    #[serde(skip)]
    pub(crate) open_calls: u32,
    /// Whether segments were counted for its SIMs since the row was last written.
    #[serde(skip)]
    pub(crate) pacing_unsaved: bool,
}

impl<S: Sql> DispatcherCore<S> {
    pub fn knows_gateway(&self, gateway_id: &GatewayId) -> bool {
        self.gateways.contains_key(gateway_id)
    }

    /// Time at which each gateway was last heard from, by gateway id. Providers' numbers are left out.
    pub fn last_seen(&self) -> BTreeMap<GatewayId, UnixMillis> {
        let seen = |it: &GatewaySnapshot| (it.id.clone(), it.last_seen_at_ms);
        self.snapshots().filter(|it| !it.protocol.is_provider()).map(seen).collect()
    }

    /// Whether the gateway is known and switched on.
    pub(crate) fn is_active(&self, gateway_id: &GatewayId) -> bool {
        self.gateways.get(gateway_id).is_some_and(|gateway| gateway.snapshot.active)
    }

    /// Whether the gateway fetches its messages.
    pub(crate) fn fetches(&self, gateway_id: &GatewayId) -> bool {
        let gateway = self.gateways.get(gateway_id);
        gateway.is_some_and(|gateway| gateway.snapshot.protocol.is_poll())
    }

    /// Whether the account has a test gateway, in use or not.
    pub(crate) fn has_test_gateway(&self) -> bool {
        self.snapshots().any(|gateway| gateway.kind.is_test())
    }

    /// Returns the traffic to which a message to these recipients belongs.
    pub(crate) fn traffic_of<'a>(&self, recipients: impl Iterator<Item = &'a Address>) -> Traffic {
        let is_for_tests = || self.policy.test_numbers.contain_all(recipients);
        Traffic::of(self.snapshots(), is_for_tests, self.policy.sole_test_gateway_sends_all)
    }

    /// Rate limit of a gateway's SIMs. `None` for no limit, and for a gateway that is not known.
    pub(crate) fn pacing_rule_of(&self, gateway_id: &GatewayId) -> Option<PacingRule> {
        let gateway = self.gateways.get(gateway_id)?;
        gateway.snapshot.pacing_rule(self.policy.pacing)
    }

    pub(crate) fn is_provider(&self, gateway_id: &GatewayId) -> bool {
        let gateway = self.gateways.get(gateway_id);
        gateway.is_some_and(|gateway| gateway.snapshot.protocol.is_provider())
    }

    pub(crate) fn snapshots(&self) -> impl Iterator<Item = &GatewaySnapshot> {
        self.gateways.values().map(|gateway| &gateway.snapshot)
    }

    pub(crate) fn reachable(&self) -> impl Iterator<Item = &GatewayId> {
        let usable = |it: &&GatewaySnapshot| it.active && it.online && it.reachable;
        self.snapshots().filter(usable).map(|snapshot| &snapshot.id)
    }

    pub(crate) fn adjust_in_flight(&mut self, id: &GatewayId, freed: u32) {
        if let Some(gateway) = self.gateways.get_mut(id) {
            gateway.snapshot.in_flight = gateway.snapshot.in_flight.saturating_sub(freed);
        }
    }

    /// Sets the number of recipients in flight after counting them.
    pub(crate) fn correct_in_flight(&mut self, id: &GatewayId, recipients: u32) {
        if let Some(gateway) = self.gateways.get_mut(id) {
            gateway.snapshot.in_flight = recipients;
        }
    }

    /// Records whether a message that the gateway had succeeded or failed.
    pub(crate) fn note_end(&mut self, id: &GatewayId, failed: bool, now_ms: UnixMillis) {
        let Some(gateway) = self.gateways.get_mut(id) else { return };
        gateway.failures = if failed {
            let in_a_row = gateway.failures.in_a_row.saturating_add(1);
            RecentFailures { in_a_row, last_at_ms: now_ms }
        } else {
            RecentFailures::default()
        };
    }

    pub(crate) fn save_gateway(
        &mut self,
        id: &GatewayId,
        now_ms: UnixMillis,
    ) -> Result<(), DispatcherError> {
        let Some(gateway) = self.gateways.get_mut(id) else { return Ok(()) };
        gateway.saved_at_ms = now_ms;
        gateway.pacing_unsaved = false;
        let parameters = vec![id.into(), to_json(gateway)?.into()];
        self.sql.exec("INSERT OR REPLACE INTO gateway (id, record) VALUES (?, ?)", parameters)?;
        Ok(())
    }
}

impl Gateway {
    /// Creates a gateway that was never heard from.
    fn unseen(id: &GatewayId) -> Self {
        Self {
            snapshot: GatewaySnapshot::unseen(id.clone()),
            device_id: String::new(),
            push_token: None,
            number: None,
            is_masking: false,
            streams: false,
            push_refused_at_ms: None,
            push_failing: false,
            is_heard: false,
            fetched_at_ms: UnixMillis::EPOCH,
            failures: RecentFailures::default(),
            reported_offline: None,
            reported_low_battery: false,
            events: None,
            unprojected: false,
            projected_seen_at_ms: UnixMillis::EPOCH,
            saved_at_ms: UnixMillis::EPOCH,
            open_calls: 0,
            pacing_unsaved: false,
        }
    }

    /// Whether D1 should learn of its presence now.
    pub(crate) fn wants_projection(&self) -> bool {
        if self.snapshot.protocol.is_provider() {
            return false;
        }
        let known = self.projected_seen_at_ms.saturating_add(HEARTBEAT_PROJECTION_INTERVAL_MS);
        self.unprojected || self.snapshot.last_seen_at_ms >= known
    }

    /// Whether the gateway can be notified that it has something to fetch.
    pub(crate) fn can_be_notified(&self) -> bool {
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
    fn offline_at_ms(&self, policy: &DispatchPolicy) -> UnixMillis {
        if self.snapshot.protocol.is_provider() {
            return UnixMillis::MAX;
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

/// Default of a flag in rows that were stored before there was the flag.
fn default_true() -> bool {
    true
}

pub(crate) fn load_all(sql: &impl Sql) -> Result<BTreeMap<GatewayId, Gateway>, SqlError> {
    let rows = sql.exec("SELECT id, record FROM gateway", vec![])?;
    rows.iter()
        .map(|row| {
            let mut columns = row.reader();
            Ok((columns.gateway_id()?, from_json(columns.text()?)?))
        })
        .collect()
}
