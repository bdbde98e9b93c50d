//! `/api/v1/admin/keys`: the actions of the console's key pages (contract A.2, A.3).

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, RequestContext, TimeSecs, auth};
use identity::{ApiKey, KeyKind, Permission, Permissions};
use ids::AccountId;
use object_commands::dispatcher::GatewayChanged;
use rand_core::RngCore;
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
};
use serde_json::Value;
use store_d1::{Store, api_keys::NewApiKey};

use self::{
    input::{CreateKeyIn, ListKeysIn, RenameKeyIn},
    out::{CreateKeyOut, KeyAnswerOut, KeyOut, KeysOut, NewKeyOut, RevokeKeyOut, RevokedKeyOut},
};
use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    event_readers,
    input::In,
};

pub(crate) use self::out::PermissionsOut;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;
const MAX_NAME_CHARS: usize = 255;

/// `GET /api/v1/admin/keys`: all of the account's keys, revoked ones too, in no particular order. The keys' secrets
/// are shown only at creation and are not included.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<ListKeysIn>,
) -> ApiResult<Json<KeysOut>> {
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let after = input.cursor.unwrap_or_default();
    let store = Store::open(&context.env)?;
    // One row more than the page shows whether another page follows.
    let keys = store.list_keys(&client.account_id, &after, limit.saturating_add(1)).await?;
    let page = keys.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(&keys);
    let next = page.last().filter(|_| page.len() < keys.len()).map(|key| key.id.clone());
    let keys = page.iter().map(|key| KeyOut::of(key, context.now_ms)).collect();
    Ok(Json(KeysOut { keys, next_cursor: next }))
}

/// `POST /api/v1/admin/keys`: creates a client key or a registration token and shows it once. A caller cannot grant
/// permissions that it lacks.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<CreateKeyIn>,
) -> ApiResult<Created<CreateKeyOut>> {
    let kind = kind(input.kind.as_deref())?;
    let name = name(input.name)?;
    let permissions = permissions(input.permissions.as_ref())?;
    let expires_at_ms = input.expires_at;
    if expires_at_ms.is_some_and(|at_ms| at_ms <= context.now_ms) {
        return Err(ApiError::invalid("expires_at", "expires_at must be in the future"));
    }
    match kind {
        KeyKind::Registration if permissions != Permissions::default() => {
            return Err(ApiError::invalid(
                "permissions",
                "A registration token has no permissions",
            ));
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
    context.audit.created(&id);
    Ok(Created(CreateKeyOut {
        api_key: key.expose().to_owned(),
        key: NewKeyOut {
            created_at: TimeSecs(context.now_ms),
            expires_at: expires_at_ms.map(TimeSecs),
            id,
            kind: kind.as_str(),
            name,
            permissions: PermissionsOut::of(&permissions),
            prefix: display_prefix,
        },
        success: true,
    }))
}

/// `GET /api/v1/admin/keys/:id`: a key without its secret, revoked or not.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<KeyAnswerOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::key_not_found()) };
    answer(&context, &Store::open(&context.env)?, &client.account_id, &id).await
}

/// `PATCH /api/v1/admin/keys/:id`: renames a key. Its permissions never change.
#[worker::send]
pub(crate) async fn rename(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
    In { input, .. }: In<RenameKeyIn>,
) -> ApiResult<Json<KeyAnswerOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::key_not_found()) };
    let name = name(input.name)?;
    let store = Store::open(&context.env)?;
    if !store.rename_key(&client.account_id, &id, &name).await? {
        return Err(ApiError::key_not_found());
    }
    answer(&context, &store, &client.account_id, &id).await
}

/// `POST /api/v1/admin/keys/:id/revoke`: revokes the key, everywhere within ten seconds. If it is a gateway's key, the
/// gateway gets no more messages and its sockets are closed before the answer. Idempotent.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<RevokeKeyOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::key_not_found()) };
    let store = Store::open(&context.env)?;
    let revoked = store.revoke_key(&client.account_id, &id, context.now_ms).await?;
    let revoked = revoked.ok_or_else(ApiError::key_not_found)?;
    auth::forget(&revoked.digest);
    event_readers::end_key(&context, &client.account_id, &id).await;
    if let Some(gateway_id) = revoked.gateway_id {
        // The key is revoked. If this notice is lost, the cron makes the Dispatcher read it within a minute.
        let notice = GatewayChanged { gateway_id: gateway_id.clone() };
        if dispatcher_calls::dispatcher(&context, &client.account_id, notice).await.is_err() {
            log::write(&GatewayApiEvent::KeyRevocationNotAnnounced { gateway_id: &gateway_id });
        }
    }
    Ok(Json(RevokeKeyOut { key: RevokedKeyOut { active: false, id }, success: true }))
}

async fn answer(
    context: &RequestContext,
    store: &Store,
    account_id: &AccountId,
    id: &str,
) -> ApiResult<Json<KeyAnswerOut>> {
    let key = store.show_key(account_id, id).await?.ok_or_else(ApiError::key_not_found)?;
    Ok(Json(KeyAnswerOut { key: KeyOut::of(&key, context.now_ms) }))
}

fn kind(word: Option<&str>) -> ApiResult<KeyKind> {
    match word {
        None | Some("client") => Ok(KeyKind::Client),
        Some("registration") => Ok(KeyKind::Registration),
        // A gateway's key is created when the gateway registers.
        Some(_) => Err(ApiError::invalid("kind", "Kind is not included in the list")),
    }
}

fn name(given: Option<String>) -> ApiResult<String> {
    let name = given.map(|name| name.trim().to_owned()).unwrap_or_default();
    if name.is_empty() {
        return Err(ApiError::invalid("name", "Name can't be blank"));
    }
    if name.chars().count() > MAX_NAME_CHARS {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid("name", error));
    }
    Ok(name)
}

/// Parses an object of booleans. Unknown permissions are refused, so that no caller relies on one.
fn permissions(given: Option<&Value>) -> ApiResult<Permissions> {
    let wrong = |text: &str| ApiError::invalid("permissions", format!("permissions {text}"));
    let Some(given) = given else { return Ok(Permissions::default()) };
    let object = given.as_object().ok_or_else(|| wrong("must be an object"))?;
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
