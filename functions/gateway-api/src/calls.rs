//! Calls to an account's Dispatcher, and what it takes to read what it knows.

use axum::extract::{Path, rejection::PathRejection};
use contracts::dispatcher::{Flush, Flushed, Status};
use edge_kit::RequestContext;
pub(crate) use edge_kit::dispatcher::call as dispatcher;
use identity::AccountId;
use messaging::{Message, MessageId};
use store_d1::Store;

use crate::error::{ApiError, ApiResult};

/// A message of the account: from the Dispatcher while it is in flight, then from D1. Anything that is no
/// message's id, or another account's, is 404.
pub(crate) async fn message(
    context: &RequestContext,
    account_id: &AccountId,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Message> {
    let id = path.ok().and_then(|Path(text)| MessageId::parse(&text));
    let id = id.ok_or_else(ApiError::message_not_found)?;
    let command = Status { message_id: id.as_str().to_owned() };
    let message = match dispatcher(context, account_id, command).await? {
        Some(message) => Some(message),
        None => Store::open(&context.env)?.find_message(account_id, &id).await?,
    };
    message.ok_or_else(ApiError::message_not_found)
}

/// Has the Dispatcher project what D1 does not know yet, so that a listing sees every accepted write. One
/// that takes too long is 503.
pub(crate) async fn flush(context: &RequestContext, account_id: &AccountId) -> ApiResult<()> {
    match dispatcher(context, account_id, Flush {}).await? {
        Flushed::Done => Ok(()),
        Flushed::Busy => Err(ApiError::unavailable()),
    }
}
