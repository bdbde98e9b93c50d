//! `/api/v1/admin/providers`: the account's credentials with SMS providers. Secrets are accepted and never shown.

#[cfg(feature = "openapi")]
mod credentials_in;
pub(crate) mod endpoint;
mod input;
pub(crate) mod numbers;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, answers::SuccessOut};
use ids::AccountId;
use provider_access::StoredAccess;
use runtime::OsRng;
use sms_providers::ProviderKind;
use store_d1::Store;

use self::{
    input::SetProviderIn,
    out::{ProviderConfig, ProviderOut, ProvidersOut, SetProviderOut, ShowProviderOut},
};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
    input::In,
};

type PathProvider = Result<Path<String>, PathRejection>;

/// `GET /api/v1/admin/providers`: every supported provider, with the account's configuration.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<ProvidersOut>> {
    let known = known(&context, &client.account_id).await?;
    let providers = known.iter().map(|it| ProviderOut::of(it, context.now_ms)).collect();
    Ok(Json(ProvidersOut { providers }))
}

/// `GET /api/v1/admin/providers/:provider`: one provider.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
) -> ApiResult<Json<ShowProviderOut>> {
    let provider = parse(path)?;
    let provider = one(&context, &client.account_id, provider).await?;
    Ok(Json(ShowProviderOut { provider }))
}

/// `PUT /api/v1/admin/providers/:provider`: replaces the account's credentials as a whole.
#[worker::send]
pub(crate) async fn set(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
    In { params, .. }: In<SetProviderIn>,
) -> ApiResult<Json<SetProviderOut>> {
    let provider = parse(path)?;
    let credentials = input::credentials(&params, sms_providers::of(provider).credentials())?;
    let keyring = context.settings.keyring.as_ref().ok_or_else(not_configured)?;
    let account_id = &client.account_id;
    let sealed =
        provider_access::seal_credentials(keyring, account_id, provider, &credentials, &mut OsRng);
    let sealed = sealed.map_err(|_| ApiError::unavailable())?;
    let store = Store::open(&context.env)?;
    let stored =
        store.set_provider_credentials(account_id, provider.as_str(), &sealed, context.now_ms);
    stored.await?;
    provider_access::forget_endpoints();
    let provider = one(&context, account_id, provider).await?;
    Ok(Json(SetProviderOut { provider, success: true }))
}

/// `DELETE /api/v1/admin/providers/:provider`: deletes the account's credentials and ends its endpoints, because
/// callbacks that the credentials verified must not be believed without them.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: PathProvider,
) -> ApiResult<Json<SuccessOut>> {
    let provider = parse(path)?;
    let store = Store::open(&context.env)?;
    let deleted = store.delete_provider_account(&client.account_id, provider.as_str()).await?;
    provider_access::forget_endpoints();
    if deleted { Ok(Json(SuccessOut::DONE)) } else { Err(ApiError::provider_not_found()) }
}

/// Parses a provider's name; an unknown one is 404.
fn parse(path: PathProvider) -> ApiResult<ProviderKind> {
    let provider = path.ok().and_then(|Path(text)| ProviderKind::parse(&text));
    provider.ok_or_else(ApiError::provider_not_found)
}

fn not_configured() -> ApiError {
    ApiError::not_configured("Provider credentials")
}

async fn one(
    context: &RequestContext,
    account_id: &AccountId,
    provider: ProviderKind,
) -> ApiResult<ProviderOut> {
    let known = known(context, account_id).await?;
    let known = known.iter().find(|it| it.provider == provider);
    let known = known.ok_or_else(ApiError::provider_not_found)?;
    Ok(ProviderOut::of(known, context.now_ms))
}

/// Reads the account's configuration of every provider, in three queries.
async fn known(context: &RequestContext, account_id: &AccountId) -> ApiResult<Vec<ProviderConfig>> {
    let store = Store::open(&context.env)?;
    let is_default_account = store.default_account().await?.as_ref() == Some(account_id);
    let stored = store.list_provider_accounts(account_id).await?;
    let times = store.provider_endpoint_times(account_id).await?;
    let of = |provider: ProviderKind| {
        let row = stored.iter().find(|row| row.provider == provider.as_str());
        let access = StoredAccess {
            is_default_account,
            credentials: row.and_then(|row| row.credentials.as_deref()),
            callback_url: None,
        };
        ProviderConfig {
            provider,
            is_own: access.credentials.is_some(),
            // Credentials that cannot be opened any more are distinguished from missing ones.
            credentials: provider_access::open(&context.settings, account_id, provider, access)
                .map(|access| access.credentials),
            endpoints_at_ms: times
                .iter()
                .filter(|it| it.provider == provider.as_str())
                .map(|it| it.created_at_ms)
                .collect(),
            updated_at_ms: row.map(|row| row.updated_at_ms),
        }
    };
    Ok(ProviderKind::ALL.into_iter().map(of).collect())
}
