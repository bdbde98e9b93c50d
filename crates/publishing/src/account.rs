//! Whose relay this is, for whoever has no request's context.

use identity::AccountId;
use runtime::Settings;
use store_d1::{Store, StoreError};
use telephony::Region;
use worker::Env;

/// The account that all relay data belongs to: `RELAY_ACCOUNT`, or the default account. `None` where
/// there is none, or it is disabled.
pub async fn account(env: &Env, settings: &Settings) -> Result<Option<AccountId>, StoreError> {
    Ok(account_with_country(env, settings).await?.map(|(account_id, _)| account_id))
}

/// The same, with the country that its national numbers are read in, where it has one of its own.
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
