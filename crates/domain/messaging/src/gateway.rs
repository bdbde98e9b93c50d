//! Facts about a gateway that a Dispatcher uses to choose a route.

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{
    pacing::{Pacing, PacingRule},
    send_window::SendWindow,
};

/// Health that a device reports in a heartbeat. Absent fields were not reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayHealth {
    /// Percent, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery_level: Option<u8>,
    /// Bars, 0 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_strength: Option<u8>,
    /// Messages waiting on the device itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_in_queue: Option<u32>,
}

impl GatewayHealth {
    /// Overlays the fields that `newer` reports on this health.
    #[must_use]
    pub fn merged_with(self, newer: Self) -> Self {
        Self {
            battery_level: newer.battery_level.or(self.battery_level),
            signal_strength: newer.signal_strength.or(self.signal_strength),
            messages_in_queue: newer.messages_in_queue.or(self.messages_in_queue),
        }
    }
}

/// The way in which a gateway gets its messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Frames on its socket: text to one recipient each.
    #[default]
    Cable,
    /// A request to a provider for each recipient. The gateway is a provider's number.
    Provider,
    /// The gateway is notified and fetches its messages. It paces itself.
    Poll {
        /// Whether it keeps a message until its scheduled time by itself.
        keeps_schedules: bool,
        /// Whether it can transmit multimedia messages.
        multimedia: bool,
    },
}

impl Protocol {
    pub fn is_poll(self) -> bool {
        matches!(self, Self::Poll { .. })
    }

    pub fn is_provider(self) -> bool {
        self == Self::Provider
    }

    /// Whether the deployment's pacing does not apply: to phones that pace themselves, and to providers, which have
    /// no SIM.
    pub fn is_unpaced(self) -> bool {
        self.is_poll() || self.is_provider()
    }

    /// Whether a gateway of this kind supports what a message needs.
    pub fn meets(self, needs: Needs) -> bool {
        match self {
            Self::Cable | Self::Provider => !needs.poll,
            Self::Poll { multimedia, .. } => multimedia || !needs.multimedia,
        }
    }
}

/// Purpose of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// It sends real messages.
    #[default]
    Ordinary,
    /// It is for trials, such as a simulated phone: it gets messages that are pinned to it and messages to test
    /// numbers, so that no real message is lost in it.
    Test,
}

impl GatewayKind {
    pub const ALL: [Self; 2] = [Self::Ordinary, Self::Test];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Test => "test",
        }
    }

    /// Reads a name. `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    pub fn is_test(self) -> bool {
        self == Self::Test
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_ordinary(&self) -> bool {
        *self == Self::Ordinary
    }
}

/// Use of a route for messages that are not pinned to one, as its account's policy says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteUse {
    /// Before routes of the usual kind.
    First,
    #[default]
    Usual,
    /// Only if there is no route of the usual kind.
    Fallback,
    /// Only for messages pinned to it.
    Pinned,
}

/// Capabilities that a message needs of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// More than a text to a number: data, ciphertext, or a choice of SIM.
    pub poll: bool,
    pub multimedia: bool,
}

/// A gateway as its account's Dispatcher sees it: settings from D1, presence and load from the gateway's
/// reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewaySnapshot {
    pub id: GatewayId,
    #[serde(default)]
    pub protocol: Protocol,
    #[serde(default, skip_serializing_if = "GatewayKind::is_ordinary")]
    pub kind: GatewayKind,
    /// Rate limit of its SIMs in place of the deployment's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_pacing: Option<PacingRule>,
    /// Hours of the day outside which it is given urgent messages only. `None` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_window: Option<SendWindow>,
    /// 1 to 10; higher priorities are used first.
    pub priority: i32,
    #[serde(default)]
    pub usage: RouteUse,
    /// `false` if the operator switched it off or it awaits approval. It then gets no traffic.
    pub active: bool,
    /// Whether it was heard from within the offline threshold.
    pub online: bool,
    /// Whether it can be given messages now: a subscribed socket is open, or it can be notified and has not
    /// missed its last fetch deadline.
    pub reachable: bool,
    pub last_seen_at_ms: UnixMillis,
    /// Time at which it last became reachable.
    pub connected_at_ms: UnixMillis,
    /// Time at which it was last given a message.
    pub last_used_at_ms: UnixMillis,
    /// Recipients leased to it and not yet reported. Stored with the snapshot rather than counted, so a crash
    /// may leave it slightly wrong; it only orders gateways of equal priority.
    pub in_flight: u32,
    /// Day number (UTC) that `assigned_today` counts.
    pub assigned_day: i64,
    pub assigned_today: u32,
    #[serde(default)]
    pub health: GatewayHealth,
    /// Segments that its SIMs were recently given.
    #[serde(default, skip_serializing_if = "Pacing::is_unused")]
    pub pacing: Pacing,
}

impl GatewaySnapshot {
    /// Creates a snapshot of a gateway that has not been heard from yet.
    pub fn unseen(id: GatewayId) -> Self {
        Self {
            id,
            protocol: Protocol::Cable,
            kind: GatewayKind::Ordinary,
            own_pacing: None,
            send_window: None,
            priority: 1,
            usage: RouteUse::Usual,
            active: false,
            online: false,
            reachable: false,
            last_seen_at_ms: UnixMillis::EPOCH,
            connected_at_ms: UnixMillis::EPOCH,
            last_used_at_ms: UnixMillis::EPOCH,
            in_flight: 0,
            assigned_day: 0,
            assigned_today: 0,
            health: GatewayHealth::default(),
            pacing: Pacing::default(),
        }
    }

    /// Rate limit of its SIMs: its own, or else the deployment's. `None` for no limit.
    pub fn pacing_rule(&self, deployment: Option<PacingRule>) -> Option<PacingRule> {
        match self.protocol {
            Protocol::Cable => self.own_pacing.or(deployment),
            // The phone paces itself unless its administrator says otherwise.
            Protocol::Poll { .. } => self.own_pacing,
            Protocol::Provider => None,
        }
    }

    /// Whether its send window is open.
    pub fn is_open(&self, now_ms: UnixMillis) -> bool {
        self.send_window.as_ref().is_none_or(|window| window.is_open(now_ms))
    }

    /// Time at which its send window is open next: `now_ms` if it is now.
    pub fn opens_at_ms(&self, now_ms: UnixMillis) -> UnixMillis {
        self.send_window.as_ref().map_or(now_ms, |window| window.opens_at_ms(now_ms))
    }

    /// Records that `recipients` more were leased to it.
    pub fn assign(&mut self, recipients: u32, now_ms: UnixMillis) {
        let today = now_ms.day();
        if self.assigned_day != today {
            self.assigned_day = today;
            self.assigned_today = 0;
        }
        self.assigned_today = self.assigned_today.saturating_add(recipients);
        self.in_flight = self.in_flight.saturating_add(recipients);
        self.last_used_at_ms = now_ms;
    }

    /// Number of recipients given to it on the UTC day of `now_ms`.
    pub fn assigned_on_day(&self, now_ms: UnixMillis) -> u32 {
        if self.assigned_day == now_ms.day() { self.assigned_today } else { 0 }
    }
}
