//! Calls to an account's Dispatcher, whichever face makes them.

use contracts::{Command, dispatcher::DispatcherCommand};
use identity::AccountId;
use runtime::objects::{self, CallError, ObjectClass};

use crate::RequestContext;

/// Asks the account's Dispatcher. What a caller is told of one that does not answer is its face's business.
pub async fn call<C>(
    context: &RequestContext,
    account_id: &AccountId,
    command: C,
) -> Result<C::Outcome, CallError>
where
    C: Command<Envelope = DispatcherCommand>,
{
    objects::call(&context.env, ObjectClass::Dispatcher, account_id.as_str(), command).await
}
