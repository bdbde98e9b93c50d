//! `GET /messages/{id}` (contract 3.2).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;

use super::message_out::MessageOut;
use crate::{
    access::Scoped,
    error::{ApiError, ApiResult},
    scopes::MessagesRead,
};

/// `GET /messages/{id}`: shows a message.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    caller: Scoped<MessagesRead>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<MessageOut>> {
    let id = super::id_of(path).ok_or_else(ApiError::message_not_found)?;
    let message = super::find(&context, &caller.account_id, &id).await?;
    let message = message.ok_or_else(ApiError::message_not_found)?;
    Ok(Json(MessageOut::of(&message, true)))
}
