//! Calls to an account's Dispatcher, and what it takes to read what it knows.

use axum::extract::{Path, rejection::PathRejection};
use contracts::{
    Command,
    dispatcher::{DispatcherCommand, Flush, Flushed, Status},
};
use edge_kit::RequestContext;
use identity::AccountId;
use messaging::{Message, MessageId};
use runtime::objects::{self, ObjectClass};
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

/// Asks the account's Dispatcher. One that does not answer is 503.
pub(crate) async fn dispatcher<C>(
    context: &RequestContext,
    account_id: &AccountId,
    command: C,
) -> ApiResult<C::Outcome>
where
    C: Command<Envelope = DispatcherCommand>,
{
    Ok(objects::call(&context.env, ObjectClass::Dispatcher, account_id.as_str(), command).await?)
}
