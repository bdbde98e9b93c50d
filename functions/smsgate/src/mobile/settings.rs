//! `GET /mobile/v1/settings` (contract 6.7).

use axum::Json;
use edge_kit::{RequestContext, auth::Reads};
use store_d1::Store;

use crate::{
    access::DeviceTo,
    error::ApiResult,
    settings::{self, SettingsOut},
};

/// Returns the account's document, with this deployment's notification channel if the account chose none.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Reads>,
) -> ApiResult<Json<SettingsOut>> {
    let (_, document) = settings::read(&Store::open(&context.env)?, &device.account_id).await?;
    let can_push = context.settings.push.route.is_some();
    Ok(Json(SettingsOut(document.for_phones(can_push))))
}
