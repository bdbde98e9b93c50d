//! The choice of a gateway: a pure function over the Dispatcher's snapshots.

use ids::GatewayId;
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

use crate::{
    gateway::{GatewayKind, GatewaySnapshot, Needs, RouteUse},
    pacing::{Demand, PacingRule},
};

/// Conditions and preferences for one message's gateway.
#[derive(Clone, Copy, Debug, Default)]
pub struct RouteRequest<'a> {
    /// The only gateway that may be chosen.
    pub pinned: Option<&'a GatewayId>,
    /// Gateways that already failed this message: used only if no other is left.
    pub avoid: &'a [&'a GatewayId],
    /// Gateways that have had this message: a fetching one would take it for a repetition.
    pub former: &'a [&'a GatewayId],
    /// Capabilities that the message needs beyond transmitting a text.
    pub needs: Needs,
    /// Only a gateway that was heard from at this time or later may be chosen.
    pub seen_since_ms: Option<UnixMillis>,
    /// Gateways that may be chosen unless one is named.
    pub traffic: Traffic,
    /// Only a gateway whose SIM has capacity for this now, and whose send window is open, may be chosen. `None` for
    /// messages that neither holds back.
    pub demand: Option<Demand>,
    pub now_ms: UnixMillis,
}

/// Kind of gateways that a message may be given unless it names one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Traffic {
    /// Real messages: no test gateway gets them.
    #[default]
    Ordinary,
    /// Messages to test numbers in an account with a test gateway: no other gateway gets them.
    Test,
    /// Messages of an account in local development whose only gateway is a test gateway.
    Any,
}

impl Traffic {
    /// Determines the traffic to which a message belongs. `is_for_tests` says whether all its recipients are test
    /// numbers, and is asked only in an account with a test gateway. `sole_test_gateway_sends_all` is true in local
    /// development.
    pub fn of<'a>(
        gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
        is_for_tests: impl FnOnce() -> bool,
        sole_test_gateway_sends_all: bool,
    ) -> Self {
        let (mut tests, mut others) = (0_u32, 0_u32);
        for gateway in gateways {
            let count = if gateway.kind.is_test() { &mut tests } else { &mut others };
            *count = count.saturating_add(1);
        }
        if tests == 0 {
            Self::Ordinary
        } else if is_for_tests() {
            Self::Test
        } else if sole_test_gateway_sends_all && tests == 1 && others == 0 {
            Self::Any
        } else {
            Self::Ordinary
        }
    }

    fn admits(self, kind: GatewayKind) -> bool {
        match self {
            Self::Ordinary => !kind.is_test(),
            Self::Test => kind.is_test(),
            Self::Any => true,
        }
    }
}

/// Reason why a gateway is given no ordinary message now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// It is switched off, awaits approval, or has no valid key.
    Inactive,
    /// It was not heard from lately.
    Offline,
    /// It has no socket, and cannot be notified that it has messages to fetch.
    Unreachable,
    /// It is a test gateway.
    TestOnly,
    /// The account's policy uses it for messages that name it.
    PinnedOnly,
    /// Its send window is closed.
    OutsideSendWindow,
    /// No SIM of it has room for another segment.
    NoCapacity,
}

/// Standing of a gateway in the choice of routes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// From 0, if there is an obstacle, to 100 for an idle gateway: 100 less its load, and at least 1.
    pub score: u8,
    pub obstacles: Vec<Obstacle>,
    /// Recipients that it was given and has not reported, and messages in the device's own queue.
    pub load: u32,
}

/// Assesses a gateway by the facts that the choice of a route goes by. `deployment` is the rate limit of gateways
/// without one of their own.
pub fn assess(
    gateway: &GatewaySnapshot,
    deployment: Option<PacingRule>,
    now_ms: UnixMillis,
) -> Assessment {
    let has_capacity = gateway.pacing_rule(deployment).is_none_or(|rule| {
        gateway.pacing.rooms(rule, now_ms).iter().any(|room| room.segments_left > 0)
    });
    let facts = [
        (!gateway.active, Obstacle::Inactive),
        (!gateway.online, Obstacle::Offline),
        (!gateway.reachable, Obstacle::Unreachable),
        (gateway.kind.is_test(), Obstacle::TestOnly),
        (gateway.usage == RouteUse::Pinned, Obstacle::PinnedOnly),
        (!gateway.is_open(now_ms), Obstacle::OutsideSendWindow),
        (!has_capacity, Obstacle::NoCapacity),
    ];
    let obstacles: Vec<Obstacle> =
        facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, obstacle)| obstacle).collect();
    let load = load_of(gateway);
    let idle = u8::try_from(100_u32.saturating_sub(load)).unwrap_or(100).max(1);
    Assessment { score: if obstacles.is_empty() { idle } else { 0 }, obstacles, load }
}

/// Returns the gateway to lease to now: active, online, reachable, with an open send window and capacity. The order is: not to be
/// avoided; the account's policy for its kind; higher priority; least loaded (leased and unreported
/// recipients plus the device's own queue); fewest given today; longest idle; then by id, so that the choice
/// is reproducible.
pub fn choose<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> Option<&'a GatewaySnapshot> {
    reachable(gateways, request)
        .filter(|gateway| has_room(gateway, request))
        .min_by_key(|gateway| rank(gateway, request))
}

/// Returns the gateways that could be leased to now, or will be once they have capacity.
pub fn reachable<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> impl Iterator<Item = &'a GatewaySnapshot> {
    candidates(gateways, request).filter(|gateway| gateway.online && gateway.reachable)
}

/// Returns the connected gateway with the earliest turn, and its time. `turn_at_ms` gives each gateway's
/// time.
pub fn next_turn<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
    turn_at_ms: impl Fn(&GatewaySnapshot) -> UnixMillis,
) -> Option<(&'a GatewaySnapshot, UnixMillis)> {
    candidates(gateways, request)
        .filter(|gateway| gateway.online && gateway.reachable)
        .map(|gateway| (gateway, turn_at_ms(gateway)))
        .min_by_key(|(gateway, at_ms)| (*at_ms, rank(gateway, request)))
}

/// Returns the gateway to show for a message that cannot be leased yet. Includes offline gateways, but not
/// inactive ones.
pub fn provisional<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> Option<&'a GatewaySnapshot> {
    candidates(gateways, request).min_by_key(|gateway| (!gateway.online, rank(gateway, request)))
}

fn candidates<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> impl Iterator<Item = &'a GatewaySnapshot> {
    gateways.into_iter().filter(move |gateway| {
        gateway.active
            && request.pinned.map_or_else(
                || gateway.usage != RouteUse::Pinned && request.traffic.admits(gateway.kind),
                |it| *it == gateway.id,
            )
            && gateway.protocol.meets(request.needs)
            && request.seen_since_ms.is_none_or(|since_ms| gateway.last_seen_at_ms >= since_ms)
            && !(gateway.protocol.is_poll() && request.former.contains(&&gateway.id))
    })
}

/// Whether the gateway may be given the message now as far as its send window and its SIM are concerned.
pub fn has_room(gateway: &GatewaySnapshot, request: RouteRequest<'_>) -> bool {
    request.demand.is_none_or(|demand| {
        gateway.is_open(request.now_ms)
            && demand.on(gateway).is_none_or(|pace| gateway.pacing.room(pace, request.now_ms) > 0)
    })
}

fn load_of(gateway: &GatewaySnapshot) -> u32 {
    gateway.in_flight.saturating_add(gateway.health.messages_in_queue.unwrap_or(0))
}

type Rank<'a> = (bool, RouteUse, i32, u32, u32, UnixMillis, &'a GatewayId);

fn rank<'a>(gateway: &'a GatewaySnapshot, request: RouteRequest<'_>) -> Rank<'a> {
    (
        request.avoid.contains(&&gateway.id),
        gateway.usage,
        gateway.priority.saturating_neg(),
        load_of(gateway),
        gateway.assigned_on_day(request.now_ms),
        gateway.last_used_at_ms,
        &gateway.id,
    )
}

#[cfg(test)]
mod tests;
