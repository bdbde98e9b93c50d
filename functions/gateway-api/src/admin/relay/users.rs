//! Relay users, as the account's administrators see and change them.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{
    Created, ErrorCode, NoContent, RequestContext, client_network, params::read::Spelled,
};
use http::HeaderMap;
use identity::password::{Password, PasswordHash};
use ids::AccountId;
use platform_grants::GrantStore;
use relay_users::{ImportedHash, Name, RelayUserId, check_password, generate_password};
use runtime::{
    OsRng,
    log::{self, events::RelayUserEvent},
};
use store_d1::{
    Store, StoreError,
    relay::users::{RelayUser, sign_up::NewRelayUser},
};
use telephony::{CallingCode, PhoneNumber, Validation, with_lost_plus};

use self::{
    input::{CreateRelayUserIn, ListRelayUsersIn, SetRelayPasswordIn},
    out::{
        CreateRelayUserOut, RelayUserAnswerOut, RelayUserOut, RelayUsersOut, SetRelayPasswordOut,
    },
};
use crate::{
    access::{Client, MayManageAccount},
    addresses,
    error::{ApiError, ApiResult},
    input::In,
    pages::Page,
};

/// `GET /api/v1/admin/relay/users`: the account's relay users by id, unverified ones too; or the one with a number.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<ListRelayUsersIn>,
) -> ApiResult<Json<RelayUsersOut>> {
    let store = Store::open(&context.env)?;
    let number = input.phone_number.filter(|it| !it.text.trim().is_empty());
    if let Some(number) = number {
        let number = phone_number(&number, &client)?;
        let found = store.find_relay_user_by_phone(&client.account_id, &number).await?;
        let users = found.iter().map(RelayUserOut::of).collect();
        return Ok(Json(RelayUsersOut { next_cursor: None, users }));
    }
    let page = Page::of(input.limit, input.cursor);
    let rows = store.list_relay_users(&client.account_id, &page.after, page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |user| user.user_id.as_str().to_owned());
    Ok(Json(RelayUsersOut { next_cursor, users: rows.iter().map(RelayUserOut::of).collect() }))
}

/// `POST /api/v1/admin/relay/users`: creates a user whose number counts as verified. A generated password is shown
/// once.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayManageAccount>,
    headers: HeaderMap,
    In { input, .. }: In<CreateRelayUserIn>,
) -> ApiResult<Created<CreateRelayUserOut>> {
    let country = input.country_code.as_deref().map(calling_code).transpose()?;
    let number = match country {
        Some(country) => number_of(&input.phone_number, country)?,
        None => phone_number(&input.phone_number, &client)?,
    };
    let name = Name::parse(&input.name).ok_or_else(|| {
        ApiError::invalid("name", "Name must have 1 to 128 characters without control characters")
    })?;
    let user_id = match input.id {
        Some(text) => RelayUserId::parse_uuid(&text.to_ascii_lowercase())
            .ok_or_else(|| ApiError::invalid("id", "Id must be a UUID"))?,
        None => RelayUserId::generate(&mut OsRng),
    };
    let (hash, generated) = match (input.password, input.imported_hash) {
        (Some(_), Some(_)) => {
            let error = "A user has either a password or an imported hash";
            return Err(ApiError::invalid("imported_hash", error));
        }
        (None, Some(digest)) => (imported(&digest)?, None),
        (given, None) => new_password(given)?,
    };
    let prefix = country.map(CallingCode::prefix).unwrap_or_default();
    let new = NewRelayUser {
        user_id: &user_id,
        phone_number: &number,
        name: name.as_str(),
        country_code: &prefix,
        password_hash: &hash,
    };
    let account_id = &client.account_id;
    let store = Store::open(&context.env)?;
    let created = store.create_relay_user(account_id, &new, context.now_ms).await;
    let created = created.map_err(|error| match error {
        StoreError::Conflict(_) => exists("A relay user with this id already exists", "id"),
        other => other.into(),
    })?;
    if !created {
        return Err(exists("A relay user with this number already exists", "phone_number"));
    }
    context.audit.created(user_id.as_str());
    record_new_password(&context, account_id, &user_id, &headers).await;
    let user = find(&store, account_id, &user_id).await?;
    Ok(Created(CreateRelayUserOut { password: generated, user: RelayUserOut::of(&user) }))
}

/// `GET /api/v1/admin/relay/users/:id`.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<RelayUserAnswerOut>> {
    let user_id = id(path)?;
    let user = find(&Store::open(&context.env)?, &client.account_id, &user_id).await?;
    Ok(Json(RelayUserAnswerOut { user: RelayUserOut::of(&user) }))
}

/// `POST /api/v1/admin/relay/users/:id/password`: replaces the password without asking for the old one, revokes the
/// user's grants and ends their sessions. A generated password is shown once.
#[worker::send]
pub(crate) async fn set_password(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    In { input, .. }: In<SetRelayPasswordIn>,
) -> ApiResult<Json<SetRelayPasswordOut>> {
    let (account_id, user_id) = (&client.account_id, &id(path)?);
    // Checked before anything changes, so that a refused password leaves the grants.
    let (hash, password) = new_password(input.password)?;
    let store = Store::open(&context.env)?;
    find(&store, account_id, user_id).await?;
    revoke_grants(&context, account_id, user_id).await;
    if !store.set_relay_password(account_id, user_id, &hash, context.now_ms).await? {
        return Err(ApiError::relay_user_not_found());
    }
    record_new_password(&context, account_id, user_id, &headers).await;
    Ok(Json(SetRelayPasswordOut { password }))
}

/// `DELETE /api/v1/admin/relay/users/:id`: revokes the user's grants, then deletes everything of the user.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<NoContent> {
    let (account_id, user_id) = (&client.account_id, &id(path)?);
    let store = Store::open(&context.env)?;
    find(&store, account_id, user_id).await?;
    revoke_grants(&context, account_id, user_id).await;
    store.delete_relay_user(account_id, user_id, context.now_ms).await?;
    Ok(NoContent)
}

/// Returns the user's id in the path. Any text is an id, perhaps of no user.
pub(super) fn id(path: Result<Path<String>, PathRejection>) -> ApiResult<RelayUserId> {
    let Ok(Path(id)) = path else { return Err(ApiError::relay_user_not_found()) };
    Ok(RelayUserId::from_text(id))
}

pub(super) async fn find(
    store: &Store,
    account_id: &AccountId,
    user_id: &RelayUserId,
) -> ApiResult<RelayUser> {
    let found = store.find_relay_user(account_id, user_id).await?;
    found.ok_or_else(ApiError::relay_user_not_found)
}

/// Returns the number that a parameter has, read in the account's country.
pub(super) fn phone_number(
    given: &Spelled,
    client: &Client<MayManageAccount>,
) -> ApiResult<PhoneNumber> {
    addresses::phone_number("phone_number", given, client.default_region, Validation::Lenient)
}

/// Revokes all grants at their platforms at once. The statements that follow queue those that this did not reach, so a
/// fault here does not keep an administrator from changing the user.
async fn revoke_grants(context: &RequestContext, account_id: &AccountId, user_id: &RelayUserId) {
    let revoked = match GrantStore::of(&context.env, &context.settings) {
        Ok(grants) => grants.revoke_all(account_id, user_id, context.now_ms).await,
        Err(fault) => Err(fault),
    };
    if let Err(fault) = revoked {
        log::write(&RelayUserEvent::GrantsNotRevoked { error: &fault });
    }
}

async fn record_new_password(
    context: &RequestContext,
    account_id: &AccountId,
    user_id: &RelayUserId,
    headers: &HeaderMap,
) {
    let network = client_network(headers);
    password_guesses::record_new_password(context, account_id.as_str(), user_id.as_str(), network)
        .await;
}

/// Returns the hash of the given password or of a generated one, with the generated one's text.
fn new_password(given: Option<String>) -> ApiResult<(PasswordHash, Option<String>)> {
    let generated = given.is_none().then(|| generate_password(&mut OsRng));
    let text = given.or_else(|| generated.clone()).unwrap_or_default();
    check_password(&text).map_err(|fault| ApiError::invalid("password", fault.to_string()))?;
    let hash = PasswordHash::of_chosen(&Password::new(text), &mut OsRng);
    let hash = hash.ok_or_else(|| {
        log::write(&RelayUserEvent::PasswordNotHashed);
        ApiError::unavailable()
    })?;
    Ok((hash, generated))
}

fn imported(digest: &str) -> ApiResult<PasswordHash> {
    ImportedHash::stored_form(digest).map(PasswordHash::stored).ok_or_else(|| {
        let error = "An imported hash must have 128 hex digits (HMAC-SHA512)";
        ApiError::invalid("imported_hash", error)
    })
}

fn calling_code(text: &str) -> ApiResult<CallingCode> {
    CallingCode::parse(text)
        .ok_or_else(|| ApiError::invalid("country_code", "Country code must be like +237"))
}

/// Returns a number as dialed in the country, or a whole international one that belongs to it.
fn number_of(given: &Spelled, country: CallingCode) -> ApiResult<PhoneNumber> {
    let restored = given.may_lack_plus.then(|| with_lost_plus(&given.text)).flatten();
    let text = restored.as_deref().unwrap_or(&given.text);
    PhoneNumber::parse_of(text, country, Validation::Lenient)
        .map_err(|_| ApiError::invalid_phone_number("phone_number"))
}

fn exists(text: &str, name: &str) -> ApiError {
    ApiError::conflict(ErrorCode::UserExists, text).about(name)
}
