//! Gateways that registered without a token and await approval, if the deployment allows that.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, answers::SuccessOut};
use store_d1::{Store, StoreError, gateways::GatewayChange, pending_gateways::FIRST_NUMBER};

use super::{
    announce, change, number,
    out::{GatewayChangedOut, PendingGatewayOut, PendingGatewaysOut},
};
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
};

/// `GET /api/v1/admin/gateways/pending`: all pending gateways, the oldest first.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
) -> ApiResult<Json<PendingGatewaysOut>> {
    let store = Store::open(&context.env)?;
    let waiting = store.list_pending_gateways(&client.account_id, context.now_ms).await?;
    let gateways = waiting.into_iter().map(PendingGatewayOut::of).collect();
    Ok(Json(PendingGatewaysOut { gateways }))
}

/// `POST /api/v1/admin/gateways/:id/approve`: approves a pending gateway. It gets a new number, which the answer
/// contains. 422 if the account already has a gateway with its device id.
#[worker::send]
pub(crate) async fn approve(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<GatewayChangedOut>> {
    let (account_id, wanted) = (&client.account_id, number_of(&path)?);
    // Numbers from here on are drawn for pending gateways; a smaller one belongs to a gateway that is already the
    // account's.
    if wanted < FIRST_NUMBER {
        return change(&context, account_id, path, GatewayChange::Approve).await;
    }
    let store = Store::open(&context.env)?;
    let admitted = store.admit_pending_gateway(account_id, wanted, context.now_ms).await;
    let admitted = admitted.map_err(|error| match error {
        StoreError::Conflict(columns) if columns.contains("device_id") => ApiError::device_exists(),
        other => other.into(),
    })?;
    let admitted = admitted.ok_or_else(ApiError::gateway_not_found)?;
    announce(&context, account_id, &admitted).await;
    Ok(Json(GatewayChangedOut::of(admitted)))
}

/// `DELETE /api/v1/admin/gateways/pending/:id`: refuses a pending gateway.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<SuccessOut>> {
    let wanted = number(path)?;
    let store = Store::open(&context.env)?;
    if store.delete_pending_gateway(&client.account_id, wanted).await? {
        Ok(Json(SuccessOut::DONE))
    } else {
        Err(ApiError::gateway_not_found())
    }
}

fn number_of(path: &Result<Path<String>, PathRejection>) -> ApiResult<i64> {
    let text = path.as_ref().ok().map(|Path(text)| Path(text.clone()));
    let text = text.ok_or_else(ApiError::gateway_not_found)?;
    number(Ok(text))
}
