//! `GET` and `PATCH /mobile/v1/device` (contract 6.3).

use axum::Json;
use edge_kit::{NoContent, RequestContext, auth::Attends};
use http::HeaderMap;
use object_commands::dispatcher::GatewayChanged;
use runtime::{
    log::{self, events::SmsgateEvent},
    objects::{self, ObjectClass},
};
use serde::Serialize;
use store_d1::Store;

use super::{device_in::DeviceIn, register::MAX_BODY_BYTES};
use crate::{
    access::{Device, DeviceTo, MaybeDevice},
    device_out::DeviceOut,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    signs_of_life,
};

/// Answer of `GET /mobile/v1/device`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SelfOut {
    /// The phone's stored data; absent if the phone is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    device: Option<DeviceOut>,
    /// Address from which the request came. Never empty, because the app requires a value.
    external_ip: String,
}

/// `GET /mobile/v1/device`: the phone's stored data, and the address it came from. An unknown phone gets only the
/// address.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    MaybeDevice(device): MaybeDevice,
    headers: HeaderMap,
) -> ApiResult<Json<SelfOut>> {
    let address = headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok());
    let address = address.filter(|text| !text.is_empty()).unwrap_or("127.0.0.1");
    let mut out = SelfOut { device: None, external_ip: address.to_owned() };
    if let Some(device) = device {
        let store = Store::open(&context.env)?;
        let phone = store.find_phone(&device.account_id, &device.gateway_id).await?;
        if phone.is_some() {
            signs_of_life::record_at_once(&context, &device.account_id, &device.gateway_id);
        }
        out.device = phone.map(DeviceOut::from);
    }
    Ok(Json(out))
}

/// `PATCH /mobile/v1/device`: replaces the phone's stored data by the given members. An update without changes writes
/// nothing.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Attends>,
    headers: HeaderMap,
    JsonBody(said): JsonBody<DeviceIn, MAX_BODY_BYTES>,
) -> ApiResult<NoContent> {
    if said.id.as_deref() != Some(device.gateway_id.as_str()) {
        return Err(ApiError::forbidden());
    }
    let says = said.says(&headers)?;
    let store = Store::open(&context.env)?;
    let (account_id, gateway_id) = (&device.account_id, &device.gateway_id);
    let known = store.find_phone(account_id, gateway_id).await?;
    // The device was deleted since its token was looked up; the app registers again after a 401.
    let known = known.ok_or_else(ApiError::unauthorized)?;
    if known.differs_from(&says) {
        store.change_phone(account_id, gateway_id, &says, context.now_ms).await?;
    }
    if says.push_token.is_some() && says.push_token != known.push_token {
        context.background.spawn(announce(context.env.clone(), device));
    }
    Ok(NoContent)
}

/// Tells the Dispatcher, after the answer, that the phone's push token changed. If the notice is lost, the Dispatcher
/// reads the change within minutes.
async fn announce(env: worker::Env, device: Device) {
    let gateway_id = device.gateway_id;
    let notice = GatewayChanged { gateway_id: gateway_id.clone() };
    let account = device.account_id.as_str();
    if let Err(error) = objects::call(&env, ObjectClass::Dispatcher, account, notice).await {
        let gateway_id = &gateway_id;
        log::write(&SmsgateEvent::PushTokenNotAnnounced { gateway_id, error: &error });
    }
}
