//! `/3rdparty/v1/messages` (contract 3.1 to 3.4).

mod cancel;
pub(crate) mod content;
pub(crate) mod input;
mod list;
pub(crate) mod message_out;
#[cfg(feature = "openapi")]
mod operations;
mod send;
mod show;

pub(crate) use cancel::cancel;
pub(crate) use list::list;
#[cfg(feature = "openapi")]
pub(crate) use operations::all as operations;
pub(crate) use send::send;
pub(crate) use show::show;

use axum::extract::{Path, rejection::PathRejection};
use edge_kit::RequestContext;
use ids::AccountId;
use messaging::Message;
use object_commands::dispatcher::FindMessage;
use store_d1::Store;

use crate::{dispatcher_calls, error::ApiResult};

/// Longest possible message id.
const MAX_ID_CHARS: usize = 36;

/// Returns the id in a path; `None` if no message can have it.
fn id_of(path: Result<Path<String>, PathRejection>) -> Option<String> {
    path.ok().map(|Path(id)| id).filter(|id| id.chars().count() <= MAX_ID_CHARS)
}

/// Finds the account's message with this id, which is the server's or the integrator's: in the Dispatcher while it is
/// in flight, then in D1.
async fn find(
    context: &RequestContext,
    account_id: &AccountId,
    id: &str,
) -> ApiResult<Option<Message>> {
    let command = FindMessage { message_id: id.to_owned() };
    match dispatcher_calls::dispatcher(context, account_id, command).await? {
        Some(message) => Ok(Some(message)),
        None => stored(context, account_id, id).await,
    }
}

/// Finds a settled message in D1.
async fn stored(
    context: &RequestContext,
    account_id: &AccountId,
    id: &str,
) -> ApiResult<Option<Message>> {
    let store = Store::open(&context.env)?;
    let mut message = store.find_message_named(account_id, id).await?;
    store.open_long_contents(account_id, message.as_mut_slice()).await?;
    Ok(message)
}
