//! `POST /api/v1/gateway/heartbeat` (contract A.3).

use axum::Json;
use edge_kit::{RequestContext, auth::Heartbeats};
use messaging::GatewayHealth;
use object_commands::dispatcher::{Presence, PresenceSign};

use super::{input::HeartbeatIn, out::HeartbeatOut};
use crate::{
    access::Gateway,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// `POST /api/v1/gateway/heartbeat`: records presence and health; returns the number of pending messages. An invalid
/// reading is dropped, because a gateway without a battery is alive as well. A pending gateway is told that
/// it awaits approval, and nothing is recorded.
#[worker::send]
pub(crate) async fn heartbeat(
    context: RequestContext,
    gateway: Gateway<Heartbeats>,
    In { input, .. }: In<HeartbeatIn>,
) -> ApiResult<Json<HeartbeatOut>> {
    if gateway.awaits_approval {
        return Ok(Json(HeartbeatOut {
            approved: Some(false),
            pending_messages: 0,
            success: true,
        }));
    }
    let status = input.status.map_err(|_| ApiError::bad_parameter("status"))?;
    let sign = match status.as_deref() {
        None | Some("online") => PresenceSign::Alive,
        Some("offline") => PresenceSign::Leaving,
        Some(_) => return Err(ApiError::invalid("status", "Status is not included in the list")),
    };
    let health = GatewayHealth {
        battery_level: input.battery_level,
        signal_strength: input.signal_strength,
        messages_in_queue: input.messages_in_queue,
    };
    let presence = Presence { gateway_id: gateway.gateway_id, sign, health: Some(health) };
    let noted = dispatcher_calls::dispatcher(&context, &gateway.account_id, presence).await?;
    let pending_messages = noted.pending_messages;
    Ok(Json(HeartbeatOut { approved: None, pending_messages, success: true }))
}
