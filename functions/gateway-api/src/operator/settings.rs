//! The settings of the deployment.

#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::Json;
use edge_kit::RequestContext;
use runtime::Settings;

use self::out::{SettingOut, SettingsOut};
use crate::{access::Operator, error::ApiResult};

/// `GET /api/v1/operator/settings`: every setting with its value and where that comes from. A secret shows only
/// whether it is set.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    _operator: Operator,
) -> ApiResult<Json<SettingsOut>> {
    let settings = Settings::effective(&context.env).iter().map(SettingOut::of).collect();
    Ok(Json(SettingsOut { settings }))
}
