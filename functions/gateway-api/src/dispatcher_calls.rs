//! Calls to an account's Dispatcher, for reads.

use axum::extract::{Path, rejection::PathRejection};
pub(crate) use edge_kit::dispatcher::call as dispatcher;
use edge_kit::{RequestContext, params::read::Spelled};
use ids::{AccountId, GatewayId};
use messaging::{Message, MessageId};
use object_commands::dispatcher::{FindMessage, Flush, FlushOutcome};
use store_d1::Store;
use telephony::Validation;

use crate::{
    access::Client,
    addresses,
    error::{ApiError, ApiResult},
};

/// Returns a message of the account: from the Dispatcher while it is in flight, then from D1. A malformed id, and
/// another account's message, are 404.
pub(crate) async fn message(
    context: &RequestContext,
    account_id: &AccountId,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Message> {
    let id = message_id(path)?;
    let command = FindMessage { message_id: id.as_str().to_owned() };
    let message = match dispatcher(context, account_id, command).await? {
        Some(message) => Some(message),
        None => Store::open(&context.env)?.find_message(account_id, &id).await?,
    };
    message.ok_or_else(ApiError::message_not_found)
}

/// Returns the message id of a path. A malformed one is 404.
pub(crate) fn message_id(path: Result<Path<String>, PathRejection>) -> ApiResult<MessageId> {
    let id = path.ok().and_then(|Path(text)| MessageId::parse(&text));
    id.ok_or_else(ApiError::message_not_found)
}

/// Makes the Dispatcher project everything that D1 does not have yet, so that a listing sees every accepted write. 503
/// if that takes too long.
pub(crate) async fn flush(context: &RequestContext, account_id: &AccountId) -> ApiResult<()> {
    match dispatcher(context, account_id, Flush {}).await? {
        FlushOutcome::Done => Ok(()),
        FlushOutcome::Busy => Err(ApiError::unavailable()),
    }
}

/// Returns the id of the gateway with this name, if one is given: a device by its own id, as this API shows it everywhere,
/// or a provider's number by its id or in any spelling. An empty name is none. 422 if the account has no such gateway,
/// and for a blank name, which may be a lone plus sign.
pub(crate) async fn named_gateway<P>(
    context: &RequestContext,
    name: Option<Spelled>,
    client: &Client<P>,
) -> ApiResult<Option<GatewayId>> {
    let Some(name) = name.filter(|it| !it.text.is_empty()) else { return Ok(None) };
    let number =
        addresses::phone_number("gateway_id", &name, client.default_region, Validation::Lenient);
    let number = number.ok().map(|number| number.as_str().to_owned());
    let name = name.text;
    let mut readings = vec![name.trim().to_owned()];
    readings.extend(number);
    // The name exactly as given has precedence over its other readings.
    readings.retain(|reading| *reading != name);
    readings.insert(0, name);
    readings.dedup();
    let store = Store::open(&context.env)?;
    for reading in readings {
        if let Some(gateway) = store.gateway_of_device(&client.account_id, &reading).await? {
            return Ok(Some(gateway.id));
        }
    }
    Err(ApiError::no_such_gateway().about("gateway_id"))
}
