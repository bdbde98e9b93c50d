//! The account that owns the relay's data, for code that runs outside a request.

use ids::AccountId;
use runtime::Settings;
use store_d1::{Store, StoreError, accounts::EnabledAccount};
use worker::Env;

/// Returns the account that owns all relay data: `RELAY_ACCOUNT`, or the default account. `None` if that account does
/// not exist or is disabled.
pub async fn account(env: &Env, settings: &Settings) -> Result<Option<AccountId>, StoreError> {
    Ok(enabled_account(env, settings).await?.map(|account| account.id))
}

/// Like [`account()`], with what its requests need.
pub async fn enabled_account(
    env: &Env,
    settings: &Settings,
) -> Result<Option<EnabledAccount>, StoreError> {
    let store = Store::open(env)?;
    match &settings.relay.account {
        Some(account_id) => store.enabled_account(account_id).await,
        None => store.enabled_default_account().await,
    }
}
