//! `/3rdparty/v1/settings` (contract 3.8): the settings of all of the account's phones.

#[cfg(feature = "openapi")]
mod described;
#[cfg(feature = "openapi")]
mod operations;

#[cfg(feature = "openapi")]
pub(crate) use operations::all as operations;

use axum::Json;
use devices::settings::{Changes, Document, SettingsFault};
use edge_kit::RequestContext;
use ids::AccountId;
use object_commands::gateway_connection::DeviceEvent;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store_d1::{Store, StoreError};

use crate::{
    access::Scoped,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    notify::{self, NotifiedPhones},
    scopes::{SettingsRead, SettingsWrite},
};

/// Largest number of attempts at a change, which is computed again after a concurrent one.
const MAX_ATTEMPTS: u32 = 5;

/// Settings in a request. [`Changes`] judges them, because their names match more loosely than those of other bodies,
/// and null is a value of its own.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct SettingsIn(Value);

/// The whole document, which contains nothing private.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct SettingsOut(pub(crate) Document);

/// `GET /settings`: `{}` if nothing was ever set.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    caller: Scoped<SettingsRead>,
) -> ApiResult<Json<SettingsOut>> {
    let (_, document) = read(&Store::open(&context.env)?, &caller.account_id).await?;
    Ok(Json(SettingsOut(document)))
}

/// `PATCH /settings`: sets the named settings and keeps the others. Phones are notified.
#[worker::send]
pub(crate) async fn patch(
    context: RequestContext,
    caller: Scoped<SettingsWrite>,
    JsonBody(SettingsIn(body)): JsonBody<SettingsIn>,
) -> ApiResult<Json<SettingsOut>> {
    let changes = Changes::parse(&body)?;
    change(&context, &caller.account_id, |before| before.changed_by(changes.clone())).await
}

/// `PUT /settings`: replaces all settings by the named ones. Phones are notified.
#[worker::send]
pub(crate) async fn replace(
    context: RequestContext,
    caller: Scoped<SettingsWrite>,
    JsonBody(SettingsIn(body)): JsonBody<SettingsIn>,
) -> ApiResult<Json<SettingsOut>> {
    let changes = Changes::parse(&body)?;
    change(&context, &caller.account_id, |_| Document::replaced_by(changes.clone())).await
}

/// Reads the account's document with its version; an empty one, of version 0, if nothing was ever set.
pub(crate) async fn read(
    store: &Store,
    account_id: &AccountId,
) -> Result<(i64, Document), StoreError> {
    let Some(stored) = store.find_device_settings(account_id).await? else {
        return Ok((0, Document::default()));
    };
    let corrupt = |_| StoreError::Corrupt("a document of settings".to_owned());
    Ok((stored.version, Document::parse(&stored.document).map_err(corrupt)?))
}

async fn change(
    context: &RequestContext,
    account_id: &AccountId,
    apply: impl Fn(&Document) -> Result<Document, SettingsFault>,
) -> ApiResult<Json<SettingsOut>> {
    let store = Store::open(&context.env)?;
    for _ in 0..MAX_ATTEMPTS {
        let (version, before) = read(&store, account_id).await?;
        let after = apply(&before)?;
        let (json, now_ms) = (after.to_json(), context.now_ms);
        if store.save_device_settings(account_id, version, &json, now_ms).await? {
            notify::after_answer(
                context,
                account_id,
                NotifiedPhones::All,
                DeviceEvent::SettingsUpdated,
            );
            return Ok(Json(SettingsOut(after)));
        }
    }
    Err(ApiError::unavailable())
}

impl From<SettingsFault> for ApiError {
    fn from(fault: SettingsFault) -> Self {
        Self::invalid_settings(&fault.to_string())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_have_their_members_in_alphabetical_order() {
        let body = json!({
            "webhooks": { "retry_count": 3.0, "internet_required": null },
            "messages": { "sendIntervalMin": 1, "processing_order": "FIFO" },
            "encryption": { "passphrase": "" },
        });
        let document = Document::replaced_by(Changes::parse(&body).unwrap()).unwrap();
        assert_eq!(
            serde_json::to_string(&SettingsOut(document)).unwrap(),
            concat!(
                r#"{"encryption":{},"messages":{"processing_order":"FIFO","send_interval_min":1},"#,
                r#""webhooks":{"internet_required":null,"retry_count":3}}"#,
            )
        );
    }
}
