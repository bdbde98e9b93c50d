//! `/3rdparty/v1/devices`: an account's gateways, whichever face they registered through (contract 3.6).

#[cfg(feature = "openapi")]
mod operations;

#[cfg(feature = "openapi")]
pub(crate) use operations::all as operations;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, NoContent, RequestContext, auth};
use futures_util::future::join;
use ids::GatewayId;
use object_commands::{
    dispatcher::{GatewayChanged, LastSeen},
    gateway_connection::Disconnect,
};
use runtime::{
    log::{self, events::SmsgateEvent},
    objects::{self, ObjectClass},
};
use store_d1::Store;

use crate::{
    access::Scoped,
    device_out::DeviceOut,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    scopes::{DevicesDelete, DevicesList},
};

/// Upper limit of the listing, which has no pages. An account has fewer gateways.
const MAX_LISTED: u32 = 1_000;

/// `GET /3rdparty/v1/devices`: all devices, the oldest first. The time at which one was last seen is the time that
/// routing uses (`deviceActiveWithin`), which D1 may learn minutes later.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<DevicesList>,
) -> ApiResult<Json<Vec<DeviceOut>>> {
    let flush = dispatcher_calls::flush(&context, &caller.account_id);
    let last_seen = dispatcher_calls::dispatcher(&context, &caller.account_id, LastSeen {});
    let (flushed, seen) = join(flush, last_seen).await;
    flushed?;
    let seen = seen?;
    let store = Store::open(&context.env)?;
    let mut phones = store.list_phones(&caller.account_id, MAX_LISTED).await?;
    for phone in &mut phones {
        let at_ms = seen.get(&phone.id).copied();
        // The later of both; `None` is less than any time.
        phone.last_heartbeat_at_ms = phone.last_heartbeat_at_ms.max(at_ms);
    }
    let can_push = context.settings.push.route.is_some();
    Ok(Json(phones.into_iter().map(|phone| DeviceOut::with_reach(phone, can_push)).collect()))
}

/// `DELETE /3rdparty/v1/devices/:id`: deletes the device and its token; its unsent messages go to another gateway.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    caller: Scoped<DevicesDelete>,
    path: Result<Path<GatewayId>, PathRejection>,
) -> ApiResult<NoContent> {
    let not_found = || ApiError::not_found(ErrorCode::GatewayNotFound, "device not found");
    let Path(id) = path.map_err(|_| not_found())?;
    let store = Store::open(&context.env)?;
    let digests = store.delete_gateway(&caller.account_id, &id).await?.ok_or_else(not_found)?;
    for digest in digests {
        auth::forget(&digest);
    }
    // The device is deleted. If one of these notices is lost, the Dispatcher reads the change within minutes and has
    // the sockets closed.
    let notice = GatewayChanged { gateway_id: id.clone() };
    if dispatcher_calls::dispatcher(&context, &caller.account_id, notice).await.is_err() {
        log::write(&SmsgateEvent::DeletionNotAnnounced { gateway_id: &id });
    }
    let command = Disconnect { reconnect: false };
    let closed =
        objects::call(&context.env, ObjectClass::GatewayConnection, id.as_str(), command).await;
    if let Err(error) = closed {
        log::write(&SmsgateEvent::ConnectionsNotClosed { gateway_id: &id, error: &error });
    }
    Ok(NoContent)
}
