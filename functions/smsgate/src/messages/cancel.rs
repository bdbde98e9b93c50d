//! `DELETE /messages/{id}` (contract 3.4).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use object_commands::dispatcher::{Cancel, CancelOutcome};

use super::message_out::MessageOut;
use crate::{
    access::Scoped,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    scopes::MessagesCancel,
};

/// `DELETE /messages/{id}`: starts the cancellation of a pending message.
#[worker::send]
pub(crate) async fn cancel(
    context: RequestContext,
    caller: Scoped<MessagesCancel>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<MessageOut>> {
    let id = super::id_of(path).ok_or_else(ApiError::cancel_not_found)?;
    let command = Cancel { message_id: id.clone() };
    match dispatcher_calls::dispatcher(&context, &caller.account_id, command).await? {
        CancelOutcome::Cancelling { message } => Ok(Json(MessageOut::of(&message, true))),
        CancelOutcome::NotPending { .. } => Err(ApiError::cancel_not_pending()),
        CancelOutcome::Unknown => match super::stored(&context, &caller.account_id, &id).await? {
            Some(_) => Err(ApiError::cancel_not_pending()),
            None => Err(ApiError::cancel_not_found()),
        },
    }
}
