//! `/relay/settings`: whether SMS that arrive at an account's phones and numbers are tried as requests.

use axum::Json;
use edge_kit::RequestContext;
use http::StatusCode;
use lenient_input::Garbage;
use serde::{Deserialize, Serialize};
use store_d1::Store;

use super::forwarded_request::ForwardedRequest;
use crate::{
    access::{Client, MayManage},
    error::{RelayError, RelayResult},
};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelayAccountSettings {
    inbound_requests: bool,
}

/// `GET /relay/settings`: returns the settings; off by default.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManage>,
) -> RelayResult<Json<RelayAccountSettings>> {
    let store = Store::open(&context.env)?;
    let inbound_requests = store.tries_inbound_requests(&client.account_id).await?;
    Ok(Json(RelayAccountSettings { inbound_requests }))
}

/// `PUT /relay/settings`: replaces the settings. Takes effect at once, or within five minutes if the notice is lost.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManage>,
    forwarded: ForwardedRequest,
) -> RelayResult<Json<RelayAccountSettings>> {
    let wanted = lenient_input::read(&forwarded.body, Garbage::Refused);
    let wanted: RelayAccountSettings = wanted.map_err(|_| {
        RelayError::json(StatusCode::BAD_REQUEST, "Expected {\"inbound_requests\": true|false}")
    })?;
    let store = Store::open(&context.env)?;
    let account_id = &client.account_id;
    store.set_inbound_requests(account_id, wanted.inbound_requests, context.now_ms).await?;
    // The Dispatcher passes inbound SMS to the relay as to any endpoint, so it must learn of the change.
    webhook_endpoints::announce_change(&context, account_id, None).await;
    Ok(Json(wanted))
}
