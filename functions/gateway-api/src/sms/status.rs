//! `GET /api/v1/sms/status/:message_id` (contract A.3).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::{Message, RecipientState};

use super::out::SmsStatusOut;
use crate::{
    access::{Client, MaySendOrReceive},
    dispatcher_calls,
    error::ApiResult,
};

/// `GET /api/v1/sms/status/:message_id`: from the Dispatcher while it is in flight, then from D1.
#[worker::send]
pub(crate) async fn status(
    context: RequestContext,
    client: Client<MaySendOrReceive>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<SmsStatusOut>> {
    let message = dispatcher_calls::message(&context, &client.account_id, path).await?;
    Ok(Json(SmsStatusOut::from(&message)))
}

/// Returns the word of contract A.4 for a state. The contract has none for a cancelled message, which is shown as
/// failed.
pub(crate) fn status_word(message: &Message) -> &'static str {
    match message.state() {
        RecipientState::Accepted if message.leases.is_empty() => "pending",
        RecipientState::Accepted
        | RecipientState::Dispatched
        | RecipientState::Acknowledged
        | RecipientState::Cancelling => "queued",
        RecipientState::Sent => "sent",
        RecipientState::Delivered => "delivered",
        RecipientState::Failed | RecipientState::Cancelled => "failed",
    }
}

/// Returns the word for the state of one recipient, which has a gateway if `is_leased`.
pub(crate) fn recipient_word(state: RecipientState, is_leased: bool) -> &'static str {
    match state {
        RecipientState::Accepted if !is_leased => "pending",
        RecipientState::Accepted | RecipientState::Dispatched | RecipientState::Acknowledged => {
            "queued"
        }
        RecipientState::Sent => "sent",
        RecipientState::Delivered => "delivered",
        RecipientState::Failed => "failed",
        RecipientState::Cancelling => "cancelling",
        RecipientState::Cancelled => "cancelled",
    }
}
