//! `/3rdparty/v1/webhooks` (contract 3.7).
//!
//! Phones deliver webhooks; the server stores them and gives them to phones. A webhook created with
//! `"delivery": "server"`, an extension, is delivered by the server: it is a webhook endpoint of the format `smsgate`
//! with one event, and phones do not see it.

mod input;
#[cfg(feature = "openapi")]
mod operations;
mod phone_webhooks;
mod server_webhooks;

#[cfg(feature = "openapi")]
pub(crate) use operations::all as operations;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, NoContent, RequestContext};
use http::HeaderMap;
use ids::{AccountId, GatewayId, nanoid21};
use runtime::OsRng;
use serde::Serialize;
use store_d1::{Store, device_webhooks::DeviceWebhook};

use crate::{
    access::Scoped,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    scopes::{WebhooksDelete, WebhooksList, WebhooksWrite},
};
use input::{Delivery, ParsedWebhook, WebhookIn};

/// A webhook as clients see it, with both spellings of the device's id, because clients read either.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct WebhookOut {
    id: String,
    /// Id of the only device that delivers the webhook; `null` if all of the account's devices do, or the server.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    device_id: Option<GatewayId>,
    /// The same as `deviceId`.
    #[serde(rename = "device_id")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    device_id_in_snake_case: Option<GatewayId>,
    url: String,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = input::event_names())))]
    event: String,
    /// `server` if the server delivers the webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required, extend("enum" = ["server"])))]
    delivery: Option<&'static str>,
    /// Key with which the server signs, shown only when it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    signing_key: Option<String>,
}

/// `GET /webhooks`: all of the account's webhooks, delivered by phones or by the server.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<WebhooksList>,
) -> ApiResult<Json<Vec<WebhookOut>>> {
    let store = Store::open(&context.env)?;
    let by_phones = store.list_device_webhooks(&caller.account_id).await?;
    let mut all: Vec<WebhookOut> = by_phones.into_iter().map(WebhookOut::from).collect();
    all.extend(server_webhooks::list(&store, &caller.account_id).await?);
    Ok(Json(all))
}

/// `POST /webhooks`: stores the webhook, replacing one with the same id, and notifies the affected phones.
#[worker::send]
pub(crate) async fn put(
    context: RequestContext,
    caller: Scoped<WebhooksWrite>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<WebhookIn>,
) -> ApiResult<Created<WebhookOut>> {
    let wanted = ParsedWebhook::read(body, &context.settings, &headers)?;
    let stored = match &wanted.delivery {
        Delivery::ByPhones { .. } => {
            phone_webhooks::put(&context, &caller.account_id, wanted).await?
        }
        Delivery::ByServer { .. } => {
            server_webhooks::put(&context, &caller.account_id, wanted).await?
        }
    };
    Ok(Created(stored))
}

/// `DELETE /webhooks/{id}`: deletes a webhook; 204 whether or not it existed.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    caller: Scoped<WebhooksDelete>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<NoContent> {
    let Ok(Path(id)) = path else { return Err(ApiError::no_such_path()) };
    let account_id = &caller.account_id;
    if !phone_webhooks::delete(&context, account_id, &id).await? {
        server_webhooks::delete(&context, account_id, &id).await?;
    }
    Ok(NoContent)
}

impl From<DeviceWebhook> for WebhookOut {
    fn from(webhook: DeviceWebhook) -> Self {
        Self {
            id: webhook.id,
            device_id: webhook.gateway_id.clone(),
            device_id_in_snake_case: webhook.gateway_id,
            url: webhook.url,
            event: webhook.event,
            delivery: None,
            signing_key: None,
        }
    }
}

fn new_id() -> String {
    nanoid21(&mut OsRng)
}

/// Whether the account has this gateway. A provider's number does not count, because it delivers no webhooks.
async fn is_owned(
    store: &Store,
    account_id: &AccountId,
    gateway_id: &GatewayId,
) -> ApiResult<bool> {
    let settings = store.gateway_settings(account_id, gateway_id).await?;
    Ok(settings.is_some_and(|settings| !settings.protocol.is_provider()))
}
