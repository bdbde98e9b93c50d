//! `GET /api/v1/sms/status/:message_id` (contract A.3).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::{Message, RecipientState};
use runtime::timestamp;
use serde::Serialize;
use unix_time::UnixMillis;

use crate::{
    access::{Client, MaySendOrReceive},
    dispatcher_calls,
    error::ApiResult,
};

/// A message's status as integrators see it.
#[derive(Serialize)]
pub(crate) struct StatusOut {
    message_id: String,
    status: &'static str,
    sent_at: Option<String>,
    delivered_at: Option<String>,
    failed_at: Option<String>,
    error_message: Option<String>,
}

/// `GET /api/v1/sms/status/:message_id`: from the Dispatcher while it is in flight, then from D1.
#[worker::send]
pub(crate) async fn status(
    context: RequestContext,
    client: Client<MaySendOrReceive>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<StatusOut>> {
    let message = dispatcher_calls::message(&context, &client.account_id, path).await?;
    Ok(Json(StatusOut::from(&message)))
}

impl From<&Message> for StatusOut {
    fn from(message: &Message) -> Self {
        let time = |at_ms: Option<UnixMillis>| at_ms.map(timestamp::format_secs);
        Self {
            message_id: message.id.as_str().to_owned(),
            status: status_word(message),
            sent_at: time(message.sent_at_ms()),
            delivered_at: time(message.delivered_at_ms()),
            failed_at: time(message.failed_at_ms()),
            error_message: message.error().map(str::to_owned),
        }
    }
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
