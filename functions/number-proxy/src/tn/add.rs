//! `POST /tn` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use identity::{AccountId, nanoid21};
use messaging::Protocol;
use runtime::OsRng;
use serde_json::{Value, json};
use sms_providers::ProviderKind;
use store_d1::{
    Store,
    provider_numbers::{NewProviderNumber, NumberInserted},
    proxy::numbers::NumberAdded,
};
use telephony::Address;

use super::value;
use crate::{
    access::{Client, MayManage},
    body::Body,
    dispatcher,
    error::{ProxyError, ProxyResult},
};

/// `POST /tn`: puts a number into the pool. It is a provider's, which becomes known to the account if it was
/// not (`provider`; Flowroute's unless it is said otherwise), or that of an own phone (`gateway_id`).
#[worker::send]
pub(crate) async fn add(
    context: RequestContext,
    client: Client<MayManage>,
    body: Body,
) -> ProxyResult<Json<Value>> {
    let value = value(&body)?;
    let store = Store::open(&context.env)?;
    let route_id = match body.text("gateway_id") {
        Some(gateway_id) => phone(&store, &client.account_id, &gateway_id).await?,
        None => provider_number(&context, &store, &client.account_id, &value, &body).await?,
    };
    let key = dispatcher::key_of(&value, context.settings.default_region);
    let added =
        store.add_proxy_number(&client.account_id, &key, &value, &route_id, context.now_ms).await?;
    match added {
        NumberAdded::Added => {}
        NumberAdded::Taken => return Err(ProxyError::duplicate_number()),
        NumberAdded::Full => return Err(ProxyError::refused("The pool is full")),
    }
    dispatcher::route_changed(&context, &client.account_id, route_id).await;
    Ok(Json(json!({ "message": "Successfully added TN to pool", "value": value })))
}

/// A phone that gets what it is to send as it is; others decrypt it with a key that only their owner has.
async fn phone(store: &Store, account_id: &AccountId, gateway_id: &str) -> ProxyResult<String> {
    let by_device = store.gateway_of_device(account_id, gateway_id).await?;
    let found = match by_device {
        Some(found) => Some(found),
        None => store.gateway_settings(account_id, gateway_id).await?,
    };
    match found {
        Some(gateway) if gateway.protocol == Protocol::Cable => Ok(gateway.id),
        Some(gateway) if gateway.protocol == Protocol::Provider => Ok(gateway.id),
        Some(_) => Err(ProxyError::invalid(
            "Argument 'gateway_id': this phone reports received SMS encrypted, so nothing can be relayed through it",
        )),
        None => Err(ProxyError::invalid("Argument 'gateway_id': there is no such gateway")),
    }
}

async fn provider_number(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    value: &str,
    body: &Body,
) -> ProxyResult<String> {
    let words = ProviderKind::ALL.map(|kind| (kind.as_str(), kind));
    let provider = body.word("provider", &words)?;
    let id = nanoid21(&mut OsRng);
    let address = Address::international(value, context.settings.default_region);
    let number = NewProviderNumber {
        id: &id,
        provider: provider.unwrap_or(ProviderKind::Flowroute).as_str(),
        address: &address,
        active: true,
        priority: 1,
        general: false,
    };
    match store.insert_provider_number(account_id, &number, context.now_ms).await? {
        NumberInserted::Inserted(record) => Ok(record.id),
        NumberInserted::Found(record)
            if provider.is_none_or(|provider| provider.as_str() == record.provider) =>
        {
            Ok(record.id)
        }
        NumberInserted::Found(record) => {
            let message =
                format!("Argument 'provider': the number is known as {}'s", record.provider);
            Err(ProxyError::invalid(message))
        }
        NumberInserted::Full => Err(ProxyError::refused("The account has too many numbers")),
    }
}
