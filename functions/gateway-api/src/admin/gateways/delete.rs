//! `DELETE /api/v1/admin/gateways/:id`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, answers::SuccessOut, auth};
use object_commands::{dispatcher::GatewayChanged, gateway_connection::Disconnect};
use runtime::{
    log::{self, events::GatewayApiEvent},
    objects::{self, ObjectClass},
};
use store_d1::Store;

use super::number;
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
};

/// `DELETE /api/v1/admin/gateways/:id`: deletes the gateway with its key and closes its sockets. Messages that it was
/// not given yet go to others, and its history stays.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<SuccessOut>> {
    let number = number(path)?;
    let (store, account_id) = (Store::open(&context.env)?, &client.account_id);
    let found = store.find_gateway(account_id, number).await?;
    let id = found.ok_or_else(ApiError::gateway_not_found)?.id;
    let deleted = store.delete_gateway(account_id, &id).await?;
    for digest in deleted.ok_or_else(ApiError::gateway_not_found)? {
        auth::forget(&digest);
    }
    // The gateway is deleted. If one of these notices is lost, the Dispatcher reads the change within minutes and has the
    // sockets closed.
    let notice = GatewayChanged { gateway_id: id.clone() };
    if dispatcher_calls::dispatcher(&context, account_id, notice).await.is_err() {
        log::write(&GatewayApiEvent::GatewayChangeNotAnnounced { gateway_id: &id });
    }
    let command = Disconnect { reconnect: false };
    let class = ObjectClass::GatewayConnection;
    if objects::call(&context.env, class, id.as_str(), command).await.is_err() {
        log::write(&GatewayApiEvent::SocketsNotClosed { gateway_id: &id });
    }
    Ok(Json(SuccessOut::DONE))
}
