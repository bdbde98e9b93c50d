//! `POST /api/v1/sms/:message_id/cancel`.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::RecipientState;
use object_commands::dispatcher::{Cancel, CancelOutcome};
use store_d1::Store;

use super::{out::CancelSmsOut, status::recipient_word};
use crate::{
    access::{Client, MaySend},
    dispatcher_calls,
    error::{ApiError, ApiResult},
};

/// `POST /api/v1/sms/:message_id/cancel`: begins to cancel a message that no gateway has acknowledged. Repeating it tells
/// how far the cancellation has come.
#[worker::send]
pub(crate) async fn cancel(
    context: RequestContext,
    client: Client<MaySend>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<CancelSmsOut>> {
    let id = dispatcher_calls::message_id(path)?;
    let command = Cancel { message_id: id.as_str().to_owned() };
    let state = match dispatcher_calls::dispatcher(&context, &client.account_id, command).await? {
        CancelOutcome::Cancelling { .. } => RecipientState::Cancelling,
        CancelOutcome::NotPending { state } => state,
        CancelOutcome::Unknown => {
            let stored = Store::open(&context.env)?.find_message(&client.account_id, &id).await?;
            let message = stored.ok_or_else(ApiError::message_not_found)?;
            message.cancellation().unwrap_or_else(|| message.state())
        }
    };
    match state {
        RecipientState::Cancelling | RecipientState::Cancelled => {
            let state = recipient_word(state, true);
            Ok(Json(CancelSmsOut { message_id: id.as_str().to_owned(), state, success: true }))
        }
        too_late => Err(ApiError::message_not_pending(recipient_word(too_late, true))),
    }
}
