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

/// Reason why a gateway is not given a message now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Obstacle {
    /// It is switched off or awaits approval.
    Inactive,
    /// The message names another gateway.
    PinnedElsewhere,
    /// The account's policy, or the number's, leaves it to messages that name it.
    OnlyIfNamed,
    /// It is a test gateway, and the message is neither for a test number nor names it.
    TestOnly,
    /// The message is for a test number, and the account has a test gateway for those.
    TestNumber,
    /// It cannot send content of this kind, or cannot choose a SIM.
    Incapable,
    /// It was not heard from as recently as the message asks for.
    NotSeenLately,
    /// It fetches its messages and had this one already.
    HadItBefore,
    /// It was not heard from within the offline threshold.
    Offline,
    /// It has no open socket, cannot be notified, or missed its last fetch deadline.
    Unreachable,
    /// Its send window is closed before this time.
    SendWindow {
        until_ms: UnixMillis,
    },
    /// Its SIM has no capacity, or keeps it for an earlier message, before this time.
    Pacing {
        until_ms: UnixMillis,
    },
    /// It avoids repeating a failed attempt: it failed this message, and another gateway did not.
    FailedBefore,
    /// The account's policy prefers another kind of route.
    Policy,
    LowerPriority,
    /// More recipients are leased to it, or wait on the device.
    MoreLoaded,
    /// It was given more recipients today.
    UsedMoreToday,
    /// It was used more recently.
    UsedMoreRecently,
    /// It equals the chosen one in everything, and its id sorts after that one's.
    LaterId,
}

/// One gateway in the explanation of a choice.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    pub gateway: &'a GatewaySnapshot,
    /// Reason why it is not chosen; `None` for the chosen one.
    pub obstacle: Option<Obstacle>,
}

/// Standing of a gateway in the choice of routes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// From 0, if there is an obstacle, to 100 for an idle gateway: 100 less its load, and at least 1.
    pub score: u8,
    /// All reasons why it is given no ordinary message that names no gateway.
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
    let rooms = gateway.pacing_rule(deployment).map(|rule| gateway.pacing.rooms(rule, now_ms));
    let room_at_ms = rooms.and_then(|rooms| rooms.iter().map(|room| room.next_at_ms).min());
    let until_ms = gateway.opens_at_ms(now_ms);
    let facts = [
        (!gateway.active).then_some(Obstacle::Inactive),
        (!gateway.online).then_some(Obstacle::Offline),
        (!gateway.reachable).then_some(Obstacle::Unreachable),
        gateway.kind.is_test().then_some(Obstacle::TestOnly),
        (gateway.usage == RouteUse::Pinned).then_some(Obstacle::OnlyIfNamed),
        (until_ms > now_ms).then_some(Obstacle::SendWindow { until_ms }),
        room_at_ms.filter(|at_ms| *at_ms > now_ms).map(|until_ms| Obstacle::Pacing { until_ms }),
    ];
    let obstacles: Vec<Obstacle> = facts.into_iter().flatten().collect();
    let load = load_of(gateway);
    let idle = u8::try_from(100_u32.saturating_sub(load)).unwrap_or(100).max(1);
    Assessment { score: if obstacles.is_empty() { idle } else { 0 }, obstacles, load }
}

/// Returns the gateway to lease to now: active, online, reachable, with an open send window and with capacity. The order is: not to be
/// avoided; the account's policy for its kind; higher priority; least loaded (leased and unreported
/// recipients plus the device's own queue); fewest given today; longest idle; then by id, so that the choice
/// is reproducible.
pub fn choose<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> Option<&'a GatewaySnapshot> {
    let free = |gateway: &&GatewaySnapshot| obstacle(gateway, request, None).is_none();
    gateways.into_iter().filter(free).min_by_key(|gateway| rank(gateway, request))
}

/// Returns every gateway with the reason why it is not the one that [`choose`] chooses: the chosen one first, then
/// those that could take the message as well, then the others, each in the order of preference. `reserved_until_ms` gives
/// the time until which a gateway's capacity is kept for earlier messages.
pub fn explain<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
    reserved_until_ms: impl Fn(&GatewaySnapshot) -> Option<UnixMillis>,
) -> Vec<Explained<'a>> {
    let explained = |gateway| {
        let obstacle = obstacle(gateway, request, reserved_until_ms(gateway));
        Explained { gateway, obstacle }
    };
    let mut all: Vec<Explained<'a>> = gateways.into_iter().map(explained).collect();
    all.sort_by(|left, right| {
        let key = |it: &Explained<'a>| (it.obstacle.is_some(), rank(it.gateway, request));
        key(left).cmp(&key(right))
    });
    let chosen = all.first().filter(|first| first.obstacle.is_none()).map(|first| first.gateway);
    let Some(chosen) = chosen else { return all };
    for outranked in all.iter_mut().skip(1).filter(|it| it.obstacle.is_none()) {
        let reason = difference(rank(chosen, request), rank(outranked.gateway, request));
        outranked.obstacle = Some(reason);
    }
    all
}

/// Returns the gateways that could be leased to now, or will be once they have capacity.
pub fn reachable<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> impl Iterator<Item = &'a GatewaySnapshot> {
    candidates(gateways, request).filter(|gateway| absence(gateway).is_none())
}

/// Returns the connected gateway with the earliest turn, and its time. `turn_at_ms` gives each gateway's
/// time.
pub fn next_turn<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
    turn_at_ms: impl Fn(&GatewaySnapshot) -> UnixMillis,
) -> Option<(&'a GatewaySnapshot, UnixMillis)> {
    reachable(gateways, request)
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
    gateways.into_iter().filter(move |gateway| exclusion(gateway, request).is_none())
}

/// Returns the first reason why the gateway is not given the message now, apart from gateways that are preferred.
fn obstacle(
    gateway: &GatewaySnapshot,
    request: RouteRequest<'_>,
    reserved_until_ms: Option<UnixMillis>,
) -> Option<Obstacle> {
    exclusion(gateway, request)
        .or_else(|| absence(gateway))
        .or_else(|| held_back(gateway, request, reserved_until_ms))
}

/// Returns the reason why the gateway cannot be given the message even when it is connected and has capacity.
fn exclusion(gateway: &GatewaySnapshot, request: RouteRequest<'_>) -> Option<Obstacle> {
    if !gateway.active {
        return Some(Obstacle::Inactive);
    }
    match request.pinned {
        Some(pinned) if *pinned != gateway.id => return Some(Obstacle::PinnedElsewhere),
        None if gateway.usage == RouteUse::Pinned => return Some(Obstacle::OnlyIfNamed),
        None if !request.traffic.admits(gateway.kind) => {
            let is_test = gateway.kind.is_test();
            return Some(if is_test { Obstacle::TestOnly } else { Obstacle::TestNumber });
        }
        _ => {}
    }
    if !gateway.protocol.meets(request.needs) {
        return Some(Obstacle::Incapable);
    }
    if request.seen_since_ms.is_some_and(|since_ms| gateway.last_seen_at_ms < since_ms) {
        return Some(Obstacle::NotSeenLately);
    }
    let had_it = gateway.protocol.is_poll() && request.former.contains(&&gateway.id);
    had_it.then_some(Obstacle::HadItBefore)
}

/// Returns the reason why the gateway cannot be handed anything now.
fn absence(gateway: &GatewaySnapshot) -> Option<Obstacle> {
    if !gateway.online {
        Some(Obstacle::Offline)
    } else if !gateway.reachable {
        Some(Obstacle::Unreachable)
    } else {
        None
    }
}

fn held_back(
    gateway: &GatewaySnapshot,
    request: RouteRequest<'_>,
    reserved_until_ms: Option<UnixMillis>,
) -> Option<Obstacle> {
    let (demand, now_ms) = (request.demand?, request.now_ms);
    if !gateway.is_open(now_ms) {
        return Some(Obstacle::SendWindow { until_ms: gateway.opens_at_ms(now_ms) });
    }
    let pace = demand.on(gateway);
    let has_room = pace.is_none_or(|pace| gateway.pacing.room(pace, now_ms) > 0);
    if has_room && reserved_until_ms.is_none() {
        return None;
    }
    let room_at_ms = pace.map_or(now_ms, |pace| gateway.pacing.room_at_ms(pace, now_ms));
    Some(Obstacle::Pacing { until_ms: room_at_ms.max(reserved_until_ms.unwrap_or(room_at_ms)) })
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

/// Returns the first criterion in which the preferred gateway is better.
fn difference(preferred: Rank<'_>, other: Rank<'_>) -> Obstacle {
    let criteria = [
        (preferred.0 != other.0, Obstacle::FailedBefore),
        (preferred.1 != other.1, Obstacle::Policy),
        (preferred.2 != other.2, Obstacle::LowerPriority),
        (preferred.3 != other.3, Obstacle::MoreLoaded),
        (preferred.4 != other.4, Obstacle::UsedMoreToday),
        (preferred.5 != other.5, Obstacle::UsedMoreRecently),
    ];
    let first = criteria.into_iter().find(|(differs, _)| *differs);
    first.map_or(Obstacle::LaterId, |(_, obstacle)| obstacle)
}

#[cfg(test)]
mod tests;
