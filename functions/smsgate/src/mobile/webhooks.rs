//! `GET /mobile/v1/webhooks` (contract 5 and 6.7).

use axum::Json;
use devices::{app_version::AppVersion, webhooks::DeviceHookEvent};
use edge_kit::{RequestContext, auth::Reads};
use http::{HeaderMap, header};
use ids::GatewayId;
use serde::Serialize;
use store_d1::{Store, device_webhooks::DeviceWebhook};

use crate::{access::DeviceTo, error::ApiResult};

/// A webhook as the phone that delivers it sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PhoneWebhookOut {
    id: String,
    /// The phone that delivers it; `null` if all of the account's phones do.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    device_id: Option<GatewayId>,
    url: String,
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = DeviceHookEvent::ALL.map(DeviceHookEvent::as_str)))
    )]
    event: String,
}

/// Lists the webhooks that this phone delivers: its own and those of all phones, without events that its app does not
/// know.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Reads>,
    headers: HeaderMap,
) -> ApiResult<Json<Vec<PhoneWebhookOut>>> {
    let store = Store::open(&context.env)?;
    let all = store.device_webhooks_of_gateway(&device.account_id, &device.gateway_id).await?;
    let user_agent = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let app = user_agent.and_then(AppVersion::of_user_agent);
    let is_known = |hook: &DeviceWebhook| {
        DeviceHookEvent::parse(&hook.event).is_some_and(|event| event.is_known_to(app))
    };
    Ok(Json(all.into_iter().filter(is_known).map(PhoneWebhookOut::from).collect()))
}

impl From<DeviceWebhook> for PhoneWebhookOut {
    fn from(hook: DeviceWebhook) -> Self {
        Self { id: hook.id, device_id: hook.gateway_id, url: hook.url, event: hook.event }
    }
}
