//! `/3rdparty/v1/settings` (contract 3.8): the settings of all of the account's phones.

use axum::response::{IntoResponse, Response};
use devices::settings::{Changes, Document, SettingsFault};
use edge_kit::RequestContext;
use http::{HeaderValue, header};
use ids::AccountId;
use object_commands::gateway_connection::DeviceEvent;
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

/// `GET /settings`: `{}` if nothing was ever set.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    caller: Scoped<SettingsRead>,
) -> ApiResult<Response> {
    let (_, document) = read(&Store::open(&context.env)?, &caller.account_id).await?;
    Ok(answer(&document))
}

/// `PATCH /settings`: sets the named settings and keeps the others. Phones are notified.
#[worker::send]
pub(crate) async fn patch(
    context: RequestContext,
    caller: Scoped<SettingsWrite>,
    JsonBody(body): JsonBody<Value>,
) -> ApiResult<Response> {
    let changes = Changes::parse(&body)?;
    change(&context, &caller.account_id, |before| before.changed_by(changes.clone())).await
}

/// `PUT /settings`: replaces all settings by the named ones. Phones are notified.
#[worker::send]
pub(crate) async fn replace(
    context: RequestContext,
    caller: Scoped<SettingsWrite>,
    JsonBody(body): JsonBody<Value>,
) -> ApiResult<Response> {
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

/// Renders the whole document, which contains nothing private.
pub(crate) fn answer(document: &Document) -> Response {
    let content_type = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, content_type)], document.to_json()).into_response()
}

async fn change(
    context: &RequestContext,
    account_id: &AccountId,
    apply: impl Fn(&Document) -> Result<Document, SettingsFault>,
) -> ApiResult<Response> {
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
            return Ok(answer(&after));
        }
    }
    Err(ApiError::unavailable())
}

impl From<SettingsFault> for ApiError {
    fn from(fault: SettingsFault) -> Self {
        Self::invalid_settings(&fault.to_string())
    }
}
