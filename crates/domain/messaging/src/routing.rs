//! The choice of a gateway: a pure function over the Dispatcher's snapshots.

use ids::GatewayId;
use unix_time::UnixMillis;

use crate::{
    gateway::{GatewaySnapshot, Needs, RouteUse},
    pacing::Pace,
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
    /// Only a gateway whose SIM has capacity for this now may be chosen. `None` for messages that pacing does
    /// not hold back.
    pub pace: Option<Pace>,
    pub now_ms: UnixMillis,
}

/// Returns the gateway to lease to now: active, online, reachable and with capacity. The order is: not to be
/// avoided; the account's policy for its kind; higher priority; least loaded (leased and unreported
/// recipients plus the device's own queue); fewest given today; longest idle; then by id, so that the choice
/// is reproducible.
pub fn choose<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> Option<&'a GatewaySnapshot> {
    candidates(gateways, request)
        .filter(|gateway| gateway.online && gateway.reachable && has_room(gateway, request))
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
            && request.pinned.map_or(gateway.usage != RouteUse::Pinned, |it| *it == gateway.id)
            && gateway.protocol.meets(request.needs)
            && request.seen_since_ms.is_none_or(|since_ms| gateway.last_seen_at_ms >= since_ms)
            && !(gateway.protocol.is_poll() && request.former.contains(&&gateway.id))
    })
}

fn has_room(gateway: &GatewaySnapshot, request: RouteRequest<'_>) -> bool {
    gateway.protocol.is_unpaced()
        || request.pace.is_none_or(|pace| gateway.pacing.room(pace, request.now_ms) > 0)
}

type Rank<'a> = (bool, RouteUse, i32, u32, u32, UnixMillis, &'a GatewayId);

fn rank<'a>(gateway: &'a GatewaySnapshot, request: RouteRequest<'_>) -> Rank<'a> {
    let load = gateway.in_flight.saturating_add(gateway.health.messages_in_queue.unwrap_or(0));
    (
        request.avoid.contains(&&gateway.id),
        gateway.usage,
        gateway.priority.saturating_neg(),
        load,
        gateway.assigned_on_day(request.now_ms),
        gateway.last_used_at_ms,
        &gateway.id,
    )
}

#[cfg(test)]
mod tests;
