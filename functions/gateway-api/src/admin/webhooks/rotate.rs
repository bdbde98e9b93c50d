//! `POST /api/v1/admin/webhooks/:id/rotate`.

use axum::Json;
use edge_kit::RequestContext;
use http::{HeaderMap, Uri};
use store_d1::Store;

use super::{PathId, checks, id, input::RotateWebhookSecretIn, out::WebhookSecretOut, public_key};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_OVERLAP_HOURS: i64 = 24;
const HOUR_MS: i64 = 3_600_000;

/// Replaces the endpoint's secret and shows the new one once. For `overlap_hours` the previous one also signs; 0 ends
/// it at once.
#[worker::send]
pub(crate) async fn rotate(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: PathId,
    headers: HeaderMap,
    uri: Uri,
    In { input, .. }: In<RotateWebhookSecretIn>,
) -> ApiResult<Json<WebhookSecretOut>> {
    let id = id(path)?;
    let hours = input.overlap_hours.unwrap_or(DEFAULT_OVERLAP_HOURS);
    let overlap_ms = hours.saturating_mul(HOUR_MS);
    let secret = checks::secret(input.secret_key.as_deref())?;
    let (account_id, now_ms) = (&client.account_id, context.now_ms);
    let sealed = checks::seal(&context.settings, &secret, account_id, &id)?;
    let new = (sealed.as_str(), secret.signs_v1());
    let until_ms = now_ms.saturating_add(overlap_ms);
    let store = Store::open(&context.env)?;
    let rotated = store.rotate_secret(account_id, &id, new, until_ms, now_ms).await?;
    let rotated = rotated.ok_or_else(ApiError::webhook_not_found)?;
    webhook_endpoints::announce_change(&context, account_id, Some((&id, false))).await;
    let key_url = public_key::url(&context, (&headers, &uri), account_id);
    Ok(Json(WebhookSecretOut::of(&rotated, &key_url, &secret)))
}
