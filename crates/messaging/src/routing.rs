//! The choice of a gateway: a pure function over the Dispatcher's snapshots.

use crate::gateway::GatewaySnapshot;

/// What limits or colours the choice for one message.
#[derive(Clone, Copy, Debug, Default)]
pub struct RouteRequest<'a> {
    /// Only this gateway will do.
    pub pinned: Option<&'a str>,
    /// Gateways that already failed this message: used only when no other is left.
    pub avoid: &'a [&'a str],
    pub now_ms: i64,
}

/// The gateway to lease to now: active, online and reachable; not to be avoided, then higher priority,
/// then least loaded (leased and unreported, and what waits on the device), then fewest given today,
/// then longest idle, then by id so that the choice is reproducible.
pub fn choose<'a>(
    gateways: impl IntoIterator<Item = &'a GatewaySnapshot>,
    request: RouteRequest<'_>,
) -> Option<&'a GatewaySnapshot> {
    candidates(gateways, request)
        .filter(|gateway| gateway.online && gateway.reachable)
        .min_by_key(|gateway| rank(gateway, request))
}

/// The gateway to show for a message that nobody can take yet. Offline ones count, inactive ones do not.
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
        gateway.active && request.pinned.is_none_or(|pinned| pinned == gateway.id)
    })
}

type Rank<'a> = (bool, i32, u32, u32, i64, &'a str);

fn rank<'a>(gateway: &'a GatewaySnapshot, request: RouteRequest<'_>) -> Rank<'a> {
    let load = gateway.in_flight.saturating_add(gateway.health.messages_in_queue.unwrap_or(0));
    (
        request.avoid.contains(&gateway.id.as_str()),
        gateway.priority.saturating_neg(),
        load,
        gateway.assigned_on_day(request.now_ms),
        gateway.last_used_at_ms,
        &gateway.id,
    )
}

#[cfg(test)]
mod tests;
