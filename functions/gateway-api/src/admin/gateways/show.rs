//! `GET /api/v1/admin/gateways/:id`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::message::Metric;
use object_commands::dispatcher::FindGatewayState;
use store_d1::Store;

use super::{COUNTED, number, out::ShownGatewayOut};
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
};

/// `GET /api/v1/admin/gateways/:id`: the gateway with its presence, its load and the room of its SIMs at this moment.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<ShownGatewayOut>> {
    let number = number(path)?;
    let (store, account_id) = (Store::open(&context.env)?, &client.account_id);
    // Found first, so that requests for gateways that do not exist cost one row.
    let found = store.find_gateway(account_id, number).await?;
    let id = found.ok_or_else(ApiError::gateway_not_found)?.id;
    dispatcher_calls::flush(&context, account_id).await?;
    let wanted = FindGatewayState { gateway_id: id };
    let state = dispatcher_calls::dispatcher(&context, account_id, wanted).await?;
    let found = store.find_gateway(account_id, number).await?;
    let (gateway, state) = found.zip(state).ok_or_else(ApiError::gateway_not_found)?;
    let today = context.now_ms.day();
    let counters = store.counters_of_day(account_id, &COUNTED.map(Metric::as_str), today).await?;
    let can_push = context.settings.push.route.is_some();
    Ok(Json(ShownGatewayOut::of(gateway, &counters, can_push, state, context.now_ms)))
}
