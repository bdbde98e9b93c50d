//! `/api/v1/admin/keys`: the actions of the console's key pages (contract A.2, A.3).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use edge_kit::{RequestContext, auth};
use http::StatusCode;
use identity::{ApiKey, KeyKind, Permission, Permissions};
use object_commands::dispatcher::GatewayChanged;
use rand_core::RngCore;
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
    timestamp,
};
use serde_json::{Value, json};
use store_d1::{
    Store,
    api_keys::{ListedApiKey, NewApiKey},
};
use unix_time::UnixMillis;

use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;
const MAX_NAME_CHARS: usize = 255;

/// `GET /api/v1/admin/keys`: all of the account's keys, revoked ones too, in no particular order. The keys' secrets
/// are shown only at creation and are not included.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    let limit = fields.counted("limit", DEFAULT_LIMIT)?.min(MAX_LIMIT);
    let after = fields.search_text("cursor")?.unwrap_or_default();
    let store = Store::open(&context.env)?;
    // One row more than the page shows whether another page follows.
    let keys = store.list_keys(&client.account_id, &after, limit.saturating_add(1)).await?;
    let page = keys.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(&keys);
    let next = page.last().filter(|_| page.len() < keys.len()).map(|key| key.id.as_str());
    let shown: Vec<Value> = page.iter().map(|key| shown(key, context.now_ms)).collect();
    Ok(Json(json!({ "keys": shown, "next_cursor": next })))
}

/// `POST /api/v1/admin/keys`: creates a client key or a registration token and shows it once. A caller cannot grant
/// permissions that it lacks.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    fields: Fields,
) -> ApiResult<Response> {
    let kind = kind(&fields)?;
    let name = name(&fields)?;
    let permissions = permissions(&fields)?;
    let expires_at_ms = fields.time_ms("expires_at")?;
    if expires_at_ms.is_some_and(|at_ms| at_ms <= context.now_ms) {
        return Err(ApiError::invalid("expires_at must be in the future"));
    }
    match kind {
        KeyKind::Registration if permissions != Permissions::default() => {
            return Err(ApiError::invalid("A registration token has no permissions"));
        }
        // A registration token lets its holder add gateways, so only callers who may manage gateways can issue one.
        KeyKind::Registration if !client.permissions.allows(Permission::ManageGateways) => {
            return Err(ApiError::insufficient_permissions());
        }
        _ if !client.permissions.contains_all(&permissions) => {
            return Err(ApiError::insufficient_permissions());
        }
        _ => {}
    }
    let (account_id, secrets) = (&client.account_id, &context.settings.server_secrets);
    let key = ApiKey::mint(kind, account_id, secrets, &mut OsRng);
    let id = format!("key_{:016x}", OsRng.next_u64());
    let (digest, display_prefix) = (key.digest(), key.display_prefix());
    let new_key = NewApiKey {
        digest: &digest,
        id: &id,
        kind,
        gateway_id: None,
        name: &name,
        display_prefix: &display_prefix,
        permissions: &permissions,
        expires_at_ms,
    };
    Store::open(&context.env)?.insert_key(account_id, &new_key, context.now_ms).await?;
    let body = json!({
        "success": true,
        "api_key": key.expose(),
        "key": {
            "id": id,
            "kind": kind.as_str(),
            "name": name,
            "prefix": display_prefix,
            "permissions": permissions,
            "created_at": timestamp::format_secs(context.now_ms),
            "expires_at": expires_at_ms.map(timestamp::format_secs),
        },
    });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// `POST /api/v1/admin/keys/:id/revoke`: revokes the key, everywhere within ten seconds. If it is a gateway's key, the
/// gateway gets no more messages and its sockets are closed before the answer. Idempotent.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Value>> {
    let Ok(Path(id)) = path else { return Err(ApiError::key_not_found()) };
    let store = Store::open(&context.env)?;
    let revoked = store.revoke_key(&client.account_id, &id, context.now_ms).await?;
    let revoked = revoked.ok_or_else(ApiError::key_not_found)?;
    auth::forget(&revoked.digest);
    if let Some(gateway_id) = revoked.gateway_id {
        // The key is revoked. If this notice is lost, the cron makes the Dispatcher read it within a minute.
        let notice = GatewayChanged { gateway_id: gateway_id.clone() };
        if dispatcher_calls::dispatcher(&context, &client.account_id, notice).await.is_err() {
            log::write(&GatewayApiEvent::KeyRevocationNotAnnounced { gateway_id: &gateway_id });
        }
    }
    Ok(Json(json!({ "success": true, "key": { "id": id, "active": false } })))
}

fn kind(fields: &Fields) -> ApiResult<KeyKind> {
    match fields.search_text("kind")?.as_deref() {
        None | Some("client") => Ok(KeyKind::Client),
        Some("registration") => Ok(KeyKind::Registration),
        // A gateway's key is created when the gateway registers.
        Some(_) => Err(ApiError::invalid("Kind is not included in the list")),
    }
}

fn name(fields: &Fields) -> ApiResult<String> {
    let name = fields.text("name")?.map(|name| name.trim().to_owned()).unwrap_or_default();
    if name.is_empty() {
        return Err(ApiError::invalid("Name can't be blank"));
    }
    if name.chars().count() > MAX_NAME_CHARS {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid(error));
    }
    Ok(name)
}

/// Parses an object of booleans. Unknown permissions are refused, so that no caller relies on one.
fn permissions(fields: &Fields) -> ApiResult<Permissions> {
    let wrong = |text: &str| ApiError::invalid(format!("permissions {text}"));
    let object = fields.0.object("permissions").map_err(|_| wrong("must be an object"))?;
    let Some(object) = object else { return Ok(Permissions::default()) };
    let named = |name: &String| Permission::ALL.into_iter().find(|it| it.as_str() == name);
    let mut granted = Vec::new();
    for (name, value) in object {
        let permission = named(name).ok_or_else(|| wrong("name one that does not exist"))?;
        if value.as_bool().ok_or_else(|| wrong("must be true or false"))? {
            granted.push(permission);
        }
    }
    Ok(granted.into_iter().collect())
}

fn shown(key: &ListedApiKey, now_ms: UnixMillis) -> Value {
    let time = |at_ms: Option<UnixMillis>| at_ms.map(timestamp::format_secs);
    let expired = key.expires_at_ms.is_some_and(|at_ms| at_ms <= now_ms);
    let permissions: Permissions = serde_json::from_str(&key.permissions).unwrap_or_default();
    json!({
        "id": key.id,
        "kind": key.kind,
        "name": key.name,
        "prefix": key.display_prefix,
        "permissions": permissions,
        "gateway_id": key.device_id,
        "active": key.revoked_at_ms.is_none() && !expired,
        "created_at": timestamp::format_secs(key.created_at_ms),
        "expires_at": time(key.expires_at_ms),
        "revoked_at": time(key.revoked_at_ms),
        "last_used_at": time(key.last_used_at_ms),
    })
}
