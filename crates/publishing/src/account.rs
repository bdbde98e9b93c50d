//! Whose relay this is, for whoever has no request's context.

use identity::AccountId;
use runtime::Settings;
use store_d1::{Store, StoreError};
use worker::Env;

/// The account that all relay data belongs to: `RELAY_ACCOUNT`, or the default account.
pub async fn account(env: &Env, settings: &Settings) -> Result<Option<AccountId>, StoreError> {
    match &settings.relay.account {
        Some(account_id) => Ok(Some(account_id.clone())),
        None => Store::open(env)?.default_account().await,
    }
}
