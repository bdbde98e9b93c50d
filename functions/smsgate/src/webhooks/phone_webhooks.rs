//! Webhooks that phones deliver.

use edge_kit::{ErrorCode, RequestContext};
use ids::{AccountId, GatewayId};
use object_commands::gateway_connection::DeviceEvent;
use store_d1::{
    Store, StoreError,
    device_webhooks::{DeviceWebhook, MAX_DEVICE_WEBHOOKS, NewDeviceWebhook},
};

use super::{
    WebhookOut,
    input::{Delivery, ParsedWebhook, not_owned},
    is_owned, new_id, server_webhooks,
};
use crate::{
    error::{ApiError, ApiResult},
    notify::{self, NotifiedPhones},
};

/// Stores the webhook and notifies the phones that have or had it.
pub(super) async fn put(
    context: &RequestContext,
    account_id: &AccountId,
    wanted: ParsedWebhook,
) -> ApiResult<WebhookOut> {
    let Delivery::ByPhones { url, device_id } = wanted.delivery else {
        return Err(ApiError::internal());
    };
    let store = Store::open(&context.env)?;
    if let Some(device_id) = &device_id
        && !is_owned(&store, account_id, device_id).await?
    {
        return Err(not_owned());
    }
    // Only an id chosen by the client can already exist.
    let before = match &wanted.id {
        Some(id) => store.find_device_webhook(account_id, id).await?,
        None => None,
    };
    let id = wanted.id.clone().unwrap_or_else(new_id);
    let new = NewDeviceWebhook {
        id: &id,
        gateway_id: device_id.as_ref(),
        url: url.as_str(),
        event: &wanted.event,
    };
    match store.put_device_webhook(account_id, new, context.now_ms).await {
        Ok(true) => {}
        Ok(false) => {
            let cause = format!("an account can have {MAX_DEVICE_WEBHOOKS} webhooks");
            return Err(ApiError::invalid(&cause).with_code(ErrorCode::ResourceLimitReached));
        }
        // The device was deleted concurrently.
        Err(StoreError::Refused(_)) => return Err(not_owned()),
        Err(error) => return Err(error.into()),
    }
    // Also when the phone's webhook was there before: an earlier request may have failed between the two writes.
    if wanted.id.is_some() {
        server_webhooks::delete(context, account_id, &id).await?;
    }
    let whom = phones_to_notify(before.as_ref(), device_id.as_ref());
    notify::after_answer(context, account_id, whom, DeviceEvent::WebhooksUpdated);
    let stored = DeviceWebhook {
        id,
        gateway_id: device_id,
        url: url.as_str().to_owned(),
        event: wanted.event,
    };
    Ok(stored.into())
}

/// Deletes the webhook and notifies all phones. `false` if it did not exist.
pub(super) async fn delete(
    context: &RequestContext,
    account_id: &AccountId,
    id: &str,
) -> ApiResult<bool> {
    let deleted = Store::open(&context.env)?.delete_device_webhook(account_id, id).await?;
    if deleted {
        notify::after_answer(
            context,
            account_id,
            NotifiedPhones::All,
            DeviceEvent::WebhooksUpdated,
        );
    }
    Ok(deleted)
}

/// Returns the phone to notify if the webhook is and was that phone's own; otherwise all phones.
fn phones_to_notify(
    before: Option<&DeviceWebhook>,
    device_id: Option<&GatewayId>,
) -> NotifiedPhones {
    match device_id {
        Some(id) if before.is_none_or(|it| it.gateway_id.as_ref() == Some(id)) => {
            NotifiedPhones::One(id.clone())
        }
        _ => NotifiedPhones::All,
    }
}
