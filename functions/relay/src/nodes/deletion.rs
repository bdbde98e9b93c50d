//! `DELETE /relay/nodes`: deletes nodes.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, RequestContext, answers::SuccessOut};
use http::StatusCode;
use store_d1::Store;

use super::{input::DeleteStrangersIn, not_found, out::StrangersDeletedOut};
use crate::{
    access::{Client, MayManageGateways},
    error::{RelayError, RelayResult},
    query::Query,
};

/// Maximum number of nodes that one request deletes.
const MAX_DELETED: u32 = 1_000;

/// `DELETE /relay/nodes/{imsi}`: deletes a node. It returns with its next ping like any new node, so to keep a node
/// hidden, refuse it instead.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<SuccessOut>> {
    let Path(imsi) = path.map_err(|_| not_found())?;
    let store = Store::open(&context.env)?;
    if !store.delete_node(&client.account_id, &imsi).await? {
        return Err(not_found());
    }
    Ok(Json(SuccessOut::DONE))
}

/// `DELETE /relay/nodes?strangers=true`: deletes nodes that neither sign nor were approved or refused, stalest first
/// and at most 1,000 per request. `more` says whether others may remain. 400 without the parameter, to prevent
/// accidental mass deletion.
#[worker::send]
pub(crate) async fn delete_strangers(
    context: RequestContext,
    client: Client<MayManageGateways>,
    Query(input): Query<DeleteStrangersIn>,
) -> RelayResult<Json<StrangersDeletedOut>> {
    if !input.strangers {
        let (code, message) = (ErrorCode::InvalidParameter, "strangers must be true");
        let error = RelayError::json(code, StatusCode::BAD_REQUEST, message);
        return Err(error.about("strangers"));
    }
    let store = Store::open(&context.env)?;
    let deleted = store.delete_strange_nodes(&client.account_id, MAX_DELETED).await?;
    let more = u32::try_from(deleted).is_ok_and(|deleted| deleted >= MAX_DELETED);
    Ok(Json(StrangersDeletedOut { deleted, more, success: true }))
}
