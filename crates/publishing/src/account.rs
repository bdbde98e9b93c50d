//! Whose relay this is, for whoever has no request's context.

use identity::AccountId;
use runtime::Settings;
use store_d1::{Store, StoreError};
use worker::Env;

/// The account that all relay data belongs to: `RELAY_ACCOUNT`, or the default account. `None` where
/// there is none, or it is disabled.
pub async fn account(env: &Env, settings: &Settings) -> Result<Option<AccountId>, StoreError> {
    let store = Store::open(env)?;
    match &settings.relay.account {
        Some(account_id) => store.enabled_account(account_id).await,
        None => store.default_account().await,
    }
}
