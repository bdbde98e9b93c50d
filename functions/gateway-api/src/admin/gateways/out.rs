//! Answers of the gateway pages. Fields stand in the alphabetical order in which they are sent.

use devices::events::{Reach, ReachFacts};
use edge_kit::TimeSecs;
use messaging::message::Metric;
use serde::Serialize;
use serde_json::{Map, Value};
use store_d1::{
    counters::DayCounters,
    gateways::{GatewayRecord, GatewaySwitches},
    pending_gateways::PendingGateway,
};

/// Answer of `GET /api/v1/admin/gateways`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewaysOut {
    /// The oldest first; at most 1,000.
    pub(crate) gateways: Vec<GatewayOut>,
}

/// A gateway with its presence and its counts.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewayOut {
    /// Whether the gateway gets messages.
    active: bool,
    approved: bool,
    created_at: TimeSecs,
    /// The phone's own id; `gateway_id` in other requests and answers.
    device_id: String,
    /// Number of the gateway within the account.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    id: i64,
    /// Time of the last heartbeat, up to five minutes old; `null` before the first.
    last_heartbeat_at: Option<TimeSecs>,
    /// SMS received by this phone that the service learned of today (UTC).
    messages_received_today: i64,
    /// SMS that the phone sent today (UTC).
    messages_sent_today: i64,
    /// Device info from the registration, with the latest `battery_level` (percent), `signal_strength` (bars) and
    /// `messages_in_queue`, as far as they were reported.
    metadata: Map<String, Value>,
    name: String,
    /// Gateways of higher priority are used first.
    priority: i32,
    /// Way in which a phone that fetches its messages is notified: `stream`, `push`, or `poll` for neither. Absent for
    /// a phone with a socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "String", extend("enum" = ["stream", "push", "poll"]))
    )]
    reached_by: Option<&'static str>,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["online", "offline"])))]
    status: &'static str,
    total_messages_received: i64,
    total_messages_sent: i64,
}

/// Answer after a gateway was changed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewayChangedOut {
    gateway: GatewaySwitchesOut,
    /// Always `true`.
    success: bool,
}

/// The settings of a gateway.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewaySwitchesOut {
    /// Whether the gateway gets messages.
    active: bool,
    approved: bool,
    /// The phone's own id; `gateway_id` in other requests and answers.
    device_id: String,
    /// Number of the gateway within the account.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    id: i64,
    name: String,
    /// Gateways of higher priority are used first.
    priority: i32,
}

/// Answer of `GET /api/v1/admin/gateways/pending`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PendingGatewaysOut {
    /// The oldest first; at most 100.
    pub(crate) gateways: Vec<PendingGatewayOut>,
}

/// A gateway that awaits approval.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PendingGatewayOut {
    created_at: TimeSecs,
    /// The phone's own id; `gateway_id` in other requests and answers.
    device_id: String,
    /// Time at which the registration is dropped unless it is approved.
    expires_at: TimeSecs,
    /// Number of the gateway while it is pending.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    id: i64,
    /// Device info from the registration.
    metadata: Map<String, Value>,
    name: String,
}

impl GatewayOut {
    pub(crate) fn of(gateway: GatewayRecord, counters: &DayCounters, can_push: bool) -> Self {
        let (sent, received) = (Metric::Sent.as_str(), Metric::Received.as_str());
        let elsewhen = Metric::ReceivedElsewhen.as_str();
        Self {
            active: gateway.active != 0,
            approved: gateway.approved != 0,
            created_at: TimeSecs(gateway.created_at_ms),
            id: gateway.number,
            last_heartbeat_at: gateway.last_heartbeat_at_ms.map(TimeSecs),
            // `Received` counts by the phone's clock; the correction moves it to the day on which we learned of the
            // SMS.
            messages_received_today: counters
                .of_gateway_today(received, &gateway.id)
                .saturating_add(counters.of_gateway_today(elsewhen, &gateway.id)),
            messages_sent_today: counters.of_gateway_today(sent, &gateway.id),
            metadata: metadata(&gateway),
            priority: gateway.priority,
            reached_by: reached_by(&gateway, can_push),
            status: if gateway.online == 0 { "offline" } else { "online" },
            // The corrections of all days add up to zero.
            total_messages_received: counters.of_gateway(received, &gateway.id),
            total_messages_sent: counters.of_gateway(sent, &gateway.id),
            device_id: gateway.device_id,
            name: gateway.name,
        }
    }
}

impl GatewayChangedOut {
    pub(crate) fn of(gateway: GatewaySwitches) -> Self {
        let gateway = GatewaySwitchesOut {
            active: gateway.active != 0,
            approved: gateway.approved != 0,
            device_id: gateway.device_id,
            id: gateway.number,
            name: gateway.name,
            priority: gateway.priority,
        };
        Self { gateway, success: true }
    }
}

impl PendingGatewayOut {
    pub(crate) fn of(gateway: PendingGateway) -> Self {
        Self {
            created_at: TimeSecs(gateway.created_at_ms),
            device_id: gateway.device_id,
            expires_at: TimeSecs(gateway.expires_at_ms),
            id: gateway.number,
            metadata: object(&gateway.metadata),
            name: gateway.name,
        }
    }
}

/// Returns `None` for a gateway with a socket, because its status shows that.
fn reached_by(gateway: &GatewayRecord, can_push: bool) -> Option<&'static str> {
    let facts = ReachFacts {
        fetches: gateway.protocol == "poll",
        online: gateway.online != 0,
        streams: gateway.streams != 0,
        has_push_token: gateway.has_push_token != 0,
        push_refused: gateway.push_refused != 0,
        can_push,
    };
    facts.fetches.then(|| Reach::of(facts).as_str())
}

/// Returns the device info from registration, with the latest battery, signal and queue.
fn metadata(gateway: &GatewayRecord) -> Map<String, Value> {
    let mut metadata = object(&gateway.metadata);
    metadata.extend(object(&gateway.health));
    metadata
}

fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

#[cfg(test)]
mod tests;
