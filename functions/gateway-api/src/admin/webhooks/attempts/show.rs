//! `GET /api/v1/admin/webhooks/:id/attempts/:attempt_id`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use object_commands::webhook_delivery::ProjectAttempts;
use store_d1::Store;
use webhooks::{AttemptKey, Exchange, Format};

use super::{
    super::{find, object, out::ShowWebhookAttemptOut},
    place,
};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
};

/// `GET /api/v1/admin/webhooks/:id/attempts/:attempt_id`: an attempt with its request and answer, as far as they are
/// kept.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> ApiResult<Json<ShowWebhookAttemptOut>> {
    let Path((id, attempt_id)) = path.map_err(|_| ApiError::webhook_not_found())?;
    let account_id = &client.account_id;
    let endpoint = find(&context, account_id, Ok(Path(id))).await?;
    let key = place(&attempt_id).ok_or_else(ApiError::attempt_not_found)?;
    object(&context, account_id, &endpoint.id, ProjectAttempts {}).await?;
    let store = Store::open(&context.env)?;
    let found = store.find_attempt(account_id, &endpoint.id, &key).await?;
    let attempt = found.ok_or_else(ApiError::attempt_not_found)?;
    let of = AttemptKey {
        account_id: account_id.as_str(),
        endpoint_id: &endpoint.id,
        event_id: &attempt.event_id,
        number: attempt.number,
    };
    let keyring = context.settings.keyring.as_ref();
    // An exchange whose key is gone is shown as one that is no longer kept.
    let exchange = attempt
        .exchange
        .as_deref()
        .zip(keyring)
        .and_then(|(sealed, keyring)| Exchange::open(sealed, keyring, of).ok());
    let format = Format::parse(&endpoint.format);
    Ok(Json(ShowWebhookAttemptOut::of(&attempt, format, exchange)))
}
