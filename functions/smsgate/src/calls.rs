//! Calls to an account's Dispatcher.

use contracts::{
    Command,
    dispatcher::{DispatcherCommand, Flush, Flushed},
};
use edge_kit::RequestContext;
use identity::AccountId;
use runtime::objects::{self, ObjectClass};

use crate::error::{ApiError, ApiResult};

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

/// Has the Dispatcher project what D1 does not know yet, so that a listing sees every accepted write. One
/// that takes too long is 503.
pub(crate) async fn flush(context: &RequestContext, account_id: &AccountId) -> ApiResult<()> {
    match dispatcher(context, account_id, Flush {}).await? {
        Flushed::Done => Ok(()),
        Flushed::Busy => Err(ApiError::unavailable()),
    }
}
