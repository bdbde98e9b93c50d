//! Calls to an account's Dispatcher, shared by the faces.

use ids::AccountId;
use object_commands::{Command, dispatcher::DispatcherCommand};
use runtime::objects::{self, CallError, ObjectClass};

use crate::RequestContext;

/// Calls the account's Dispatcher. The face translates a failed call into its own answer.
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
