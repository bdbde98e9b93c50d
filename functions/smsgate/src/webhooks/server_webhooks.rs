//! Webhooks that the server delivers on request: endpoints of the format `smsgate`.

use edge_kit::{ErrorCode, RequestContext};
use ids::AccountId;
use object_commands::gateway_connection::DeviceEvent;
use outbound::OutboundUrl;
use runtime::OsRng;
use serde_json::json;
use store_d1::{
    Store,
    webhook_endpoints::{
        EndpointChange, EndpointKind, EndpointRecord, MAX_ENDPOINTS, NewEndpoint, SealedHeaders,
    },
};
use webhooks::{EventFilter, Format, Schedule, SigningSecret};

use super::{
    WebhookOut,
    input::{Delivery, ParsedWebhook, single_event},
};
use crate::{
    error::{ApiError, ApiResult},
    notify::{self, NotifiedPhones},
};

/// Time-out of a receiver, the same as in phones.
const TIMEOUT_SECS: u32 = 30;

/// Lists the account's webhooks that the server delivers.
pub(super) async fn list(store: &Store, account_id: &AccountId) -> ApiResult<Vec<WebhookOut>> {
    let all = store.list_endpoints(account_id, EndpointKind::Subscription).await?;
    Ok(all.into_iter().filter_map(shown).collect())
}

/// Stores the webhook. Only the answer to a new webhook, or to a new key, shows the key.
pub(super) async fn put(
    context: &RequestContext,
    account_id: &AccountId,
    wanted: ParsedWebhook,
) -> ApiResult<WebhookOut> {
    let Delivery::ByServer { url, kind, signing_key } = wanted.delivery else {
        return Err(ApiError::internal());
    };
    let events = EventFilter::parse([kind.as_str()]).map_err(|_| ApiError::internal())?;
    let store = Store::open(&context.env)?;
    let before = match &wanted.id {
        Some(id) => store.find_endpoint(account_id, id).await?,
        None => None,
    };
    let (id, shown_key) = if let Some(before) = before {
        change(context, &store, account_id, before, &url, &events, signing_key).await?
    } else {
        let id = wanted.id.clone().unwrap_or_else(webhook_endpoints::new_id);
        let key = signing_key.unwrap_or_else(|| SigningSecret::generate(&mut OsRng));
        insert(context, &store, account_id, &id, &url, &events, &key).await?;
        (id, Some(key))
    };
    webhook_endpoints::announce_change(context, account_id, Some((&id, true))).await;
    // An id names one webhook. The other kind is deleted last, so that a failure leaves both and not none.
    if wanted.id.is_some() && store.delete_device_webhook(account_id, &id).await? {
        notify::after_answer(
            context,
            account_id,
            NotifiedPhones::All,
            DeviceEvent::WebhooksUpdated,
        );
    }
    let signing_key = shown_key.map(|key| key.expose().to_owned());
    Ok(WebhookOut { signing_key, ..out(id, url.as_str().to_owned(), wanted.event) })
}

/// Deletes the webhook, if it exists, with its queued events.
pub(super) async fn delete(
    context: &RequestContext,
    account_id: &AccountId,
    id: &str,
) -> ApiResult<()> {
    let store = Store::open(&context.env)?;
    let found = store.find_endpoint(account_id, id).await?.and_then(shown);
    if found.is_some() && store.delete_endpoint(account_id, id).await? {
        webhook_endpoints::announce_change(context, account_id, Some((id, false))).await;
    }
    Ok(())
}

async fn insert(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    id: &str,
    url: &OutboundUrl,
    events: &EventFilter,
    key: &SigningSecret,
) -> ApiResult<()> {
    let sealed_secret = seal(context, account_id, id, key)?;
    let endpoint = NewEndpoint {
        id,
        name: url.origin(),
        url: url.as_str(),
        format: Format::Smsgate,
        events,
        active: true,
        timeout_secs: TIMEOUT_SECS,
        schedule: &json!(Schedule::default().delays_secs()).to_string(),
        sealed_secret: &sealed_secret,
        signs_v1: key.signs_v1(),
        headers: None,
        alert_endpoint_id: None,
    };
    if store.insert_endpoint(account_id, &endpoint, context.now_ms).await? {
        return Ok(());
    }
    let cause = format!("an account can have {MAX_ENDPOINTS} webhooks that the server delivers");
    Err(ApiError::invalid(&cause).with_code(ErrorCode::ResourceLimitReached))
}

/// Changes an existing webhook, and its key if a new one is given. An endpoint of another API is refused.
async fn change(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    before: EndpointRecord,
    url: &OutboundUrl,
    events: &EventFilter,
    key: Option<SigningSecret>,
) -> ApiResult<(String, Option<SigningSecret>)> {
    let (id, former_url) = (before.id.clone(), before.url.clone());
    if shown(before).is_none() {
        return Err(ApiError::invalid("id is that of a webhook of another kind"));
    }
    let sealed = key.as_ref().map(|key| seal(context, account_id, &id, key)).transpose()?;
    let change = EndpointChange {
        url: Some(url.as_str()),
        events: Some(events),
        // Storing it again is the only way in this API to switch on a webhook that was switched off after failures.
        active: Some(true),
        // Another API may have given it headers, which this one does not know. They do not follow it to another origin.
        headers: (!url.shares_origin_with(&former_url)).then(SealedHeaders::none),
        headers_stay_at: url.shares_origin_with(&former_url).then_some(former_url.as_str()),
        ..EndpointChange::default()
    };
    let changed = store.change_endpoint(account_id, &id, &change, context.now_ms).await?;
    // It was deleted or changed meanwhile. The caller repeats the request.
    changed.ok_or_else(ApiError::unavailable)?;
    if let (Some(key), Some(sealed)) = (&key, sealed) {
        let new = (sealed.as_str(), key.signs_v1());
        store.rotate_secret(account_id, &id, new, context.now_ms, context.now_ms).await?;
    }
    Ok((id, key))
}

fn seal(
    context: &RequestContext,
    account_id: &AccountId,
    id: &str,
    key: &SigningSecret,
) -> ApiResult<String> {
    let keyring = context.settings.keyring.as_ref();
    let keyring = keyring.ok_or_else(|| {
        ApiError::not_configured("webhooks that the server delivers are not configured")
    })?;
    key.seal(keyring, account_id.as_str(), id, &mut OsRng).map_err(|_| ApiError::unavailable())
}

/// Converts an endpoint; `None` if it belongs to another API.
fn shown(endpoint: EndpointRecord) -> Option<WebhookOut> {
    if endpoint.format != Format::Smsgate.as_str() {
        return None;
    }
    let event = single_event(&endpoint.events)?;
    Some(out(endpoint.id, endpoint.url, event.to_owned()))
}

fn out(id: String, url: String, event: String) -> WebhookOut {
    WebhookOut {
        id,
        device_id: None,
        device_id_in_snake_case: None,
        url,
        event,
        delivery: Some("server"),
        signing_key: None,
    }
}
