//! `/relay/settings`: whether SMS that arrive at an account's phones and numbers are tried as requests.

use axum::Json;
use edge_kit::RequestContext;
use serde::Serialize;
use store_d1::Store;

use super::{forwarded_request::ForwardedRequest, input::UpdateRelaySettingsIn};
use crate::{
    access::{Client, MayManage},
    error::RelayResult,
};

/// Answer of `GET /relay/settings` and `PUT /relay/settings`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct RelaySettingsOut {
    /// Whether SMS that arrive at the account's phones and numbers are tried as requests.
    inbound_requests: bool,
}

/// `GET /relay/settings`: returns the settings; off by default.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManage>,
) -> RelayResult<Json<RelaySettingsOut>> {
    let store = Store::open(&context.env)?;
    let inbound_requests = store.tries_inbound_requests(&client.account_id).await?;
    Ok(Json(RelaySettingsOut { inbound_requests }))
}

/// `PUT /relay/settings`: replaces the settings. Takes effect at once, or within five minutes if the notice is lost.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManage>,
    forwarded: ForwardedRequest<UpdateRelaySettingsIn>,
) -> RelayResult<Json<RelaySettingsOut>> {
    let UpdateRelaySettingsIn { inbound_requests } = UpdateRelaySettingsIn::read(&forwarded)?;
    let store = Store::open(&context.env)?;
    let account_id = &client.account_id;
    store.set_inbound_requests(account_id, inbound_requests, context.now_ms).await?;
    // The Dispatcher passes inbound SMS to the relay as to any endpoint, so it must learn of the change.
    webhook_endpoints::announce_change(&context, account_id, None).await;
    Ok(Json(RelaySettingsOut { inbound_requests }))
}
