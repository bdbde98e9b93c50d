//! Calls to an account's Dispatcher.

use contracts::{Command, dispatcher::DispatcherCommand};
use edge_kit::RequestContext;
use identity::AccountId;
use runtime::objects::{self, ObjectClass};

use crate::error::ApiResult;

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
