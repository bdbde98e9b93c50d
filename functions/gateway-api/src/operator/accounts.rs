//! The accounts of the deployment.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{Created, ErrorCode, RequestContext, auth, tokens};
use identity::AccountName;
use ids::AccountId;
use object_commands::dispatcher::Poke;
use rand_core::RngCore;
use runtime::{
    OsRng,
    log::{self, events::GatewayApiEvent},
};
use store_d1::{
    Store, StoreError,
    accounts::administration::{AccountChange, AccountInserted, AccountRecord, NewAccount},
};
use telephony::Region;

use self::{
    input::{CreateAccountIn, ListAccountsIn, UpdateAccountIn},
    out::{AccountAnswerOut, AccountOut, AccountsOut},
};
use crate::{
    access::Operator,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    event_readers,
    input::In,
    pages::Page,
};

/// Word that stands for the country of the deployment.
const DEFAULT_COUNTRY: &str = "DEFAULT";

/// `GET /api/v1/operator/accounts`: all accounts by id, disabled ones too; or the one with a name.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    _operator: Operator,
    In { input, .. }: In<ListAccountsIn>,
) -> ApiResult<Json<AccountsOut>> {
    let store = Store::open(&context.env)?;
    if let Some(name) = input.name {
        let found = store.find_account_by_name(&name).await?;
        let accounts = found.iter().map(AccountOut::of).collect();
        return Ok(Json(AccountsOut { accounts, next_cursor: None }));
    }
    let page = Page::of(input.limit, input.cursor);
    let rows = store.list_accounts(&page.after, page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id.as_str().to_owned());
    Ok(Json(AccountsOut { accounts: rows.iter().map(AccountOut::of).collect(), next_cursor }))
}

/// `POST /api/v1/operator/accounts`: creates an account. The first one of a deployment is its default account.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    _operator: Operator,
    In { input, .. }: In<CreateAccountIn>,
) -> ApiResult<Created<AccountAnswerOut>> {
    let name = name(&input.name)?;
    let region = input.country.as_deref().map(country).transpose()?.flatten();
    let mut bytes = [0_u8; 8];
    OsRng.fill_bytes(&mut bytes);
    let account_id = AccountId::from_bytes(bytes);
    let is_default = input.default.unwrap_or(false);
    let new = NewAccount { id: &account_id, name: name.as_str(), region, is_default };
    let store = Store::open(&context.env)?;
    match store.insert_account(&new, context.now_ms).await? {
        AccountInserted::Inserted => {}
        AccountInserted::NameTaken => return Err(name_taken()),
        AccountInserted::DefaultTaken => {
            let error = "Another account is the default one";
            return Err(ApiError::conflict(ErrorCode::AccountExists, error).about("default"));
        }
    }
    context.audit.created(account_id.as_str());
    find(&store, &account_id).await.map(|account| Created(AccountAnswerOut::of(&account)))
}

/// `GET /api/v1/operator/accounts/:id`.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<AccountAnswerOut>> {
    let account_id = id(path)?;
    let account = find(&Store::open(&context.env)?, &account_id).await?;
    Ok(Json(AccountAnswerOut::of(&account)))
}

/// `PATCH /api/v1/operator/accounts/:id`: sets those of `name` and `country` that are given.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
    In { input, .. }: In<UpdateAccountIn>,
) -> ApiResult<Json<AccountAnswerOut>> {
    let account_id = id(path)?;
    let name = input.name.as_deref().map(name).transpose()?;
    let region = input.country.as_deref().map(country).transpose()?;
    let change = AccountChange { name: name.as_ref().map(AccountName::as_str), region };
    let store = Store::open(&context.env)?;
    if !store.change_account(&account_id, change).await.map_err(exists)? {
        return Err(ApiError::account_not_found());
    }
    // Keys are cached with the country of their account.
    forget_credentials();
    Ok(Json(AccountAnswerOut::of(&find(&store, &account_id).await?)))
}

/// `POST /api/v1/operator/accounts/:id/disable`: every credential of the account is refused, everywhere within ten
/// seconds, and its phones' sockets and the streams of its events are closed before the answer. Idempotent.
#[worker::send]
pub(crate) async fn disable(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<AccountAnswerOut>> {
    let account_id = id(path)?;
    let store = Store::open(&context.env)?;
    if !store.disable_account(&account_id, context.now_ms).await? {
        return Err(ApiError::account_not_found());
    }
    forget_credentials();
    // The account is disabled. If this notice is lost, the cron makes the Dispatcher read it within a minute.
    if announce(&context, &account_id).await.is_err() {
        log::write(&GatewayApiEvent::AccountChangeNotAnnounced);
    }
    // Streams outlive the check of the credential that opened them.
    event_readers::end_all(&context, &account_id).await;
    Ok(Json(AccountAnswerOut::of(&find(&store, &account_id).await?)))
}

/// `POST /api/v1/operator/accounts/:id/enable`: the account's credentials are valid again, and its phones may connect.
/// Idempotent.
#[worker::send]
pub(crate) async fn enable(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<AccountAnswerOut>> {
    let account_id = id(path)?;
    let store = Store::open(&context.env)?;
    if !store.enable_account(&account_id).await? {
        // The account does not exist, or its deletion has begun.
        find(&store, &account_id).await?;
        let error = "Account is being deleted";
        return Err(ApiError::conflict(ErrorCode::AccountBeingDeleted, error));
    }
    forget_credentials();
    // No cron repeats this notice soon, so a lost one is a failure that the caller repeats.
    announce(&context, &account_id).await?;
    Ok(Json(AccountAnswerOut::of(&find(&store, &account_id).await?)))
}

/// Returns the account id of the path. Any other text is the id of no account.
pub(super) fn id(path: Result<Path<String>, PathRejection>) -> ApiResult<AccountId> {
    let id = path.ok().and_then(|Path(text)| AccountId::parse(&text));
    id.ok_or_else(ApiError::account_not_found)
}

pub(super) async fn find(store: &Store, account_id: &AccountId) -> ApiResult<AccountRecord> {
    store.find_account(account_id).await?.ok_or_else(ApiError::account_not_found)
}

/// Has the account's Dispatcher read all gateways' settings, which say whether the account is enabled.
async fn announce(context: &RequestContext, account_id: &AccountId) -> ApiResult<()> {
    log::set_account(account_id.as_str());
    Ok(dispatcher_calls::dispatcher(context, account_id, Poke { reconcile: true }).await?)
}

/// Evicts what this isolate knows of keys, tokens and logins, so that their next use looks them up.
pub(super) fn forget_credentials() {
    auth::forget_all();
    tokens::forget_all();
    logins::forget_all();
}

fn name(text: &str) -> ApiResult<AccountName> {
    AccountName::parse(text.trim()).ok_or_else(|| {
        let error = "Name must have 1 to 64 letters, digits, spaces or ._@- and begin with a letter or digit";
        ApiError::invalid("name", error)
    })
}

/// Reads a country; `None` is that of the deployment.
fn country(text: &str) -> ApiResult<Option<Region>> {
    let code = text.to_uppercase();
    if code == DEFAULT_COUNTRY {
        return Ok(None);
    }
    Region::parse(&code).map(Some).ok_or_else(|| {
        let error = "Country is neither default nor the ISO 3166 code of a country with phone numbers, such as GB";
        ApiError::invalid("country", error)
    })
}

fn name_taken() -> ApiError {
    ApiError::conflict(ErrorCode::AccountExists, "Name has already been taken").about("name")
}

fn exists(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(_) => name_taken(),
        other => other.into(),
    }
}
