//! `POST /api/v1/gateway/heartbeat` (contract A.3).

use axum::Json;
use edge_kit::{RequestContext, auth::Heartbeats};
use messaging::GatewayHealth;
use object_commands::dispatcher::{Presence, PresenceSign};
use serde_json::{Value, json};

use crate::{
    access::Gateway,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// `POST /api/v1/gateway/heartbeat`: records presence and health; returns the number of pending messages. An invalid
/// reading is dropped, because a gateway without a battery is alive as well. A pending gateway is told that
/// it awaits approval, and nothing is recorded.
#[worker::send]
pub(crate) async fn heartbeat(
    context: RequestContext,
    gateway: Gateway<Heartbeats>,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    if gateway.awaits_approval {
        return Ok(Json(json!({ "success": true, "pending_messages": 0, "approved": false })));
    }
    let sign = match fields.text("status")?.as_deref() {
        None | Some("online") => PresenceSign::Alive,
        Some("offline") => PresenceSign::Leaving,
        Some(_) => return Err(ApiError::invalid("Status is not included in the list")),
    };
    let reading = |name: &str| fields.0.integer(name).ok().flatten();
    let level = |name: &str, most: u8| {
        let number = reading(name).and_then(|number| u8::try_from(number).ok());
        number.filter(|number| *number <= most)
    };
    let health = GatewayHealth {
        battery_level: level("battery_level", 100),
        signal_strength: level("signal_strength", 5),
        messages_in_queue: reading("messages_in_queue").and_then(|count| u32::try_from(count).ok()),
    };
    let presence = Presence { gateway_id: gateway.gateway_id, sign, health: Some(health) };
    let noted = dispatcher_calls::dispatcher(&context, &gateway.account_id, presence).await?;
    Ok(Json(json!({ "success": true, "pending_messages": noted.pending_messages })))
}
