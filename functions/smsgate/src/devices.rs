//! `/3rdparty/v1/devices`: an account's gateways, whichever face they came by (contract 3.6).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use contracts::{
    dispatcher::{GatewayChanged, LastSeen},
    gateway_connection::Disconnect,
};
use edge_kit::{RequestContext, auth};
use futures_util::future::join;
use http::StatusCode;
use runtime::{
    log,
    objects::{self, ObjectClass},
};
use store_d1::Store;

use crate::{
    access::Scoped,
    calls,
    device_out::DeviceOut,
    error::{ApiError, ApiResult},
    scopes::{DevicesDelete, DevicesList},
};

/// More than an account has phones; the listing has no pages.
const MAX_LISTED: u32 = 1_000;

/// `GET /3rdparty/v1/devices`: all of them, the oldest first. When one was last seen is the moment that routing goes
/// by (`deviceActiveWithin`), which D1 may know minutes later.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<DevicesList>,
) -> ApiResult<Json<Vec<DeviceOut>>> {
    let flush = calls::flush(&context, &caller.account_id);
    let last_seen = calls::dispatcher(&context, &caller.account_id, LastSeen {});
    let (flushed, seen) = join(flush, last_seen).await;
    flushed?;
    let seen = seen?;
    let store = Store::open(&context.env)?;
    let mut phones = store.list_phones(&caller.account_id, MAX_LISTED).await?;
    for phone in &mut phones {
        let at_ms = seen.get(&phone.id).copied();
        phone.last_heartbeat_at_ms = phone.last_heartbeat_at_ms.max(at_ms);
    }
    let can_push = context.settings.push.route.is_some();
    Ok(Json(phones.into_iter().map(|phone| DeviceOut::with_reach(phone, can_push)).collect()))
}

/// `DELETE /3rdparty/v1/devices/:id`: the device is gone, its token is worth nothing, and what it still had
/// to send finds another.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    caller: Scoped<DevicesDelete>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<StatusCode> {
    let not_found = || ApiError::not_found("device not found");
    let Path(id) = path.map_err(|_| not_found())?;
    let store = Store::open(&context.env)?;
    let digests = store.delete_gateway(&caller.account_id, &id).await?.ok_or_else(not_found)?;
    for digest in digests {
        auth::forget(&digest);
    }
    // It is deleted. Should one of these be lost, the Dispatcher reads so within minutes and has the sockets
    // closed.
    let notice = GatewayChanged { gateway_id: id.clone() };
    if calls::dispatcher(&context, &caller.account_id, notice).await.is_err() {
        log::warn("a gateway's end was not announced", &[("gateway.id", &id)]);
    }
    let command = Disconnect { reconnect: false };
    let closed = objects::call(&context.env, ObjectClass::GatewayConnection, &id, command).await;
    if let Err(error) = closed {
        let fields = [("gateway.id", id.as_str()), ("error", &error.to_string())];
        log::warn("a deleted gateway's sockets were not closed", &fields);
    }
    Ok(StatusCode::NO_CONTENT)
}
