//! The account that owns the relay's data, for code that runs outside a request.

use ids::AccountId;
use runtime::Settings;
use store_d1::{Store, StoreError};
use telephony::Region;
use worker::Env;

/// Returns the account that owns all relay data: `RELAY_ACCOUNT`, or the default account. `None` if that account does
/// not exist or is disabled.
pub async fn account(env: &Env, settings: &Settings) -> Result<Option<AccountId>, StoreError> {
    Ok(account_with_country(env, settings).await?.map(|(account_id, _)| account_id))
}

/// Like [`account()`], with the account's own country for reading national numbers, if it has one.
pub async fn account_with_country(
    env: &Env,
    settings: &Settings,
) -> Result<Option<(AccountId, Option<Region>)>, StoreError> {
    let store = Store::open(env)?;
    match &settings.relay.account {
        Some(account_id) => store.enabled_account_with_country(account_id).await,
        None => store.default_account_with_country().await,
    }
}
