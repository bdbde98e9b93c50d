//! `POST /api/v1/admin/webhooks/:id/replay`.

use axum::Json;
use edge_kit::RequestContext;
use object_commands::webhook_delivery::Replay;

use super::{PathId, find, input::ReplayWebhookIn, object, out::ReplayWebhookOut};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
    input::In,
};

/// Largest number of events that one call queues again.
const MAX_REPLAYED: u32 = 1_000;

/// Retries finished events: one event by `event_id`, delivered or not, or all that failed from `since` on and before
/// `until`, with `delivered` also the delivered ones, up to 1,000 at a time.
#[worker::send]
pub(crate) async fn replay(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
    In { input, .. }: In<ReplayWebhookIn>,
) -> ApiResult<Json<ReplayWebhookOut>> {
    let endpoint = find(&context, &client.account_id, path).await?;
    let command = match (input.event_id, input.since) {
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid("event_id", "Give event_id or since, not both"));
        }
        (Some(event_id), None) => Replay::Event { event_id },
        (None, Some(from_ms)) => {
            // The default range includes the current second.
            let to_ms = input.until.unwrap_or(context.now_ms.saturating_add(1_000));
            let wrong = |_| ApiError::invalid("delivered", "delivered must be true or false");
            let delivered = input.delivered.map_err(wrong)?.unwrap_or(false);
            Replay::Range { from_ms, to_ms, delivered, limit: MAX_REPLAYED }
        }
        (None, None) => return Err(ApiError::missing("event_id")),
    };
    let one = matches!(command, Replay::Event { .. });
    let replayed = object(&context, &client.account_id, &endpoint.id, command).await?;
    if one && replayed.count == 0 {
        return Err(ApiError::event_not_found());
    }
    let more = replayed.count >= MAX_REPLAYED;
    Ok(Json(ReplayWebhookOut { more, replayed: replayed.count, success: true }))
}
