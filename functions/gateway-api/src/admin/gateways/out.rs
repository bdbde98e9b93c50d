//! Answers of the gateway pages. Fields stand in the alphabetical order in which they are sent.

use devices::events::{Reach, ReachFacts};
use edge_kit::TimeSecs;
use messaging::{GatewayKind, PacingRule, SendWindow, message::Metric};
use object_commands::dispatcher::GatewayState;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store_d1::{
    counters::DayCounters,
    gateways::{GatewayLimits, GatewayRecord, GatewaySwitches},
    pending_gateways::PendingGateway,
};
use unix_time::UnixMillis;

use crate::sms::explain::reason_word;

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
    /// `test` for a test gateway, and else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", extend("enum" = ["ordinary", "test"])))]
    kind: Option<&'static str>,
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
    /// The gateway's own rate limit. Absent if the deployment's applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "PacingOut"))]
    pacing: Option<PacingOut>,
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
    /// Hours in which it is given messages that are not urgent. Absent if that is all hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "SendWindowOut"))]
    send_window: Option<SendWindowOut>,
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
    /// `test` for a test gateway, and else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "String", extend("enum" = ["ordinary", "test"])))]
    kind: Option<&'static str>,
    name: String,
    /// The gateway's own rate limit. Absent if the deployment's applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "PacingOut"))]
    pacing: Option<PacingOut>,
    /// Gateways of higher priority are used first.
    priority: i32,
    /// Hours in which it is given messages that are not urgent. Absent if that is all hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "SendWindowOut"))]
    send_window: Option<SendWindowOut>,
}

/// Rate limit of a SIM.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PacingOut {
    /// Segments that the SIM may be given within the window.
    segments: u32,
    /// Length of the window in seconds.
    window_secs: i64,
}

/// Hours of every day, by the clocks of a time zone.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SendWindowOut {
    #[cfg_attr(feature = "openapi", schemars(example = "08:00"))]
    from: String,
    #[cfg_attr(feature = "openapi", schemars(example = "Europe/Berlin"))]
    time_zone: String,
    #[cfg_attr(feature = "openapi", schemars(example = "21:00"))]
    until: String,
}

/// Answer of `GET /api/v1/admin/gateways/{id}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShownGatewayOut {
    gateway: GatewayOut,
    /// The gateway at this moment.
    now: GatewayNowOut,
    /// SIM cards as the phone describes them, which only phones with the SMSGate app do.
    sims: Vec<SimOut>,
}

/// A gateway's presence, load and room.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewayNowOut {
    /// Way in which it gets messages: its `socket`, an event `stream`, `push`, or `poll` for its own visits alone. `null`
    /// without a socket.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["socket", "stream", "push", "poll", null]))
    )]
    channel: Option<&'static str>,
    /// Consecutive messages that it failed to send, up to the latest.
    failures_in_a_row: u32,
    /// Recipients that it was given today (UTC).
    given_today: u32,
    /// Time at which it last fetched messages, if it fetches them.
    last_fetch_at: Option<TimeSecs>,
    /// Time of its last sign of life.
    last_seen_at: Option<TimeSecs>,
    /// Time at which its send window opens. `null` while it is open.
    opens_at: Option<TimeSecs>,
    queue: GatewayQueueOut,
    /// Room of each SIM that was given messages, and of the default SIM. Empty if nothing limits them.
    room: Vec<SimRoomOut>,
    routing: RoutingOut,
}

/// Messages that wait for a gateway.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct GatewayQueueOut {
    /// Recipients that it was given and has not reported.
    in_flight: u32,
    /// Messages that only this gateway may send, up to 1,000.
    pinned: u32,
    /// Messages that it is to fetch, or has fetched and not reported, up to 1,000.
    to_fetch: u32,
    /// Messages that it was given and never reported on, up to 1,000.
    unknown_outcome: u32,
}

/// Room of a SIM for more segments.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SimRoomOut {
    /// Time at which there is room for a segment again. `null` if there is now.
    next_at: Option<TimeSecs>,
    pacing: PacingOut,
    /// Segments that the SIM may be given now.
    segments_left: u32,
    /// Number of the SIM's slot. `null` for the phone's default SIM.
    slot: Option<u8>,
}

/// Standing of a gateway in the choice of a route for ordinary messages that name none.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RoutingOut {
    /// Recipients that it was given and has not reported, and messages in the device's own queue. Of gateways with equal
    /// priority, the one with the smallest load is chosen.
    load: u32,
    /// Reasons why it is given none of these messages now, in the words of a dry run: `inactive`, `offline`, `unreachable`,
    /// `test_only`, `only_if_named`, `send_window`, `pacing`.
    obstacles: Vec<&'static str>,
    /// 0 with an obstacle; otherwise 100 less the load, and at least 1.
    #[cfg_attr(feature = "openapi", schemars(range(max = 100)))]
    score: u8,
}

/// A SIM card as the phone describes it.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SimOut {
    #[serde(alias = "carrierName")]
    carrier: Option<String>,
    #[serde(alias = "phoneNumber")]
    phone_number: Option<String>,
    /// Number of the SIM, from 1 on.
    #[serde(alias = "simNumber")]
    sim_number: i64,
    /// Number of the slot, from 0 on.
    #[serde(alias = "slotIndex")]
    slot: i64,
}

/// Answer of `POST /api/v1/admin/gateways/{id}/rotate-key`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RotatedKeyOut {
    /// The gateway's new key, which is shown only in this answer.
    api_key: String,
    /// The phone's own id; `gateway_id` in other requests and answers.
    device_id: String,
    /// Number of the gateway within the account.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    id: i64,
    /// Id of the key in the list of keys.
    key_id: String,
    /// Always `true`.
    success: bool,
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
        let GatewayLimits { kind, pacing, send_window } = gateway.limits();
        Self {
            kind: kind_unless_ordinary(kind),
            pacing: pacing.map(PacingOut::of),
            send_window: send_window.as_ref().map(SendWindowOut::of),
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
        let GatewayLimits { kind, pacing, send_window } = gateway.limits();
        let gateway = GatewaySwitchesOut {
            kind: kind_unless_ordinary(kind),
            pacing: pacing.map(PacingOut::of),
            send_window: send_window.as_ref().map(SendWindowOut::of),
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

impl PacingOut {
    fn of(rule: PacingRule) -> Self {
        Self { segments: rule.segments, window_secs: rule.window_ms / 1_000 }
    }
}

impl SendWindowOut {
    fn of(window: &SendWindow) -> Self {
        Self {
            from: window.from_text(),
            time_zone: window.time_zone().to_owned(),
            until: window.until_text(),
        }
    }
}

impl ShownGatewayOut {
    pub(crate) fn of(
        gateway: GatewayRecord,
        counters: &DayCounters,
        can_push: bool,
        state: GatewayState,
        now_ms: UnixMillis,
    ) -> Self {
        let later = |at_ms: UnixMillis| Some(at_ms).filter(|it| *it > now_ms).map(TimeSecs);
        let socket = state.reachable.then_some("socket");
        let room = state.sims.into_iter().map(|sim| SimRoomOut {
            next_at: later(sim.next_at_ms).filter(|_| sim.segments_left == 0),
            pacing: PacingOut::of(sim.rule),
            segments_left: sim.segments_left,
            slot: sim.sim_slot,
        });
        let now = GatewayNowOut {
            channel: reached_by(&gateway, can_push).or(socket),
            failures_in_a_row: state.failures_in_a_row,
            given_today: state.given_today,
            last_fetch_at: state.fetched_at_ms.map(TimeSecs),
            last_seen_at: state.last_seen_at_ms.map(TimeSecs),
            opens_at: later(state.opens_at_ms),
            queue: GatewayQueueOut {
                in_flight: state.in_flight,
                pinned: state.waiting.pinned,
                to_fetch: state.waiting.to_fetch,
                unknown_outcome: state.waiting.unknown_outcome,
            },
            room: room.collect(),
            routing: RoutingOut {
                load: state.assessment.load,
                obstacles: state.assessment.obstacles.into_iter().map(reason_word).collect(),
                score: state.assessment.score,
            },
        };
        let sims = serde_json::from_str(&gateway.sim_cards).unwrap_or_default();
        let kind = gateway.limits().kind;
        let listed = GatewayOut::of(gateway, counters, can_push);
        Self { gateway: GatewayOut { kind: Some(kind.as_str()), ..listed }, now, sims }
    }
}

impl RotatedKeyOut {
    pub(crate) fn of(key: &str, key_id: String, gateway: GatewayRecord) -> Self {
        Self {
            api_key: key.to_owned(),
            device_id: gateway.device_id,
            id: gateway.number,
            key_id,
            success: true,
        }
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

/// Returns the kind as the original's answers show it: they had only ordinary gateways.
fn kind_unless_ordinary(kind: GatewayKind) -> Option<&'static str> {
    kind.is_test().then(|| kind.as_str())
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
