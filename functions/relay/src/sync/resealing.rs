//! Sealing shared keys anew when the keyring's newest key is another.

use runtime::{Settings, log};
use sealing::Keyring;
use store_d1::{Store, StoreError, relay::shared_keys::SealedSharedKey};
use worker::Env;

use super::shared_key;

const KEYS_PER_RUN: u32 = 200;

/// Seals what is sealed under the keyring's older keys under its newest, a bounded amount each time. Without older
/// keys it costs nothing, else a query for each of them.
pub async fn reseal_shared_keys(env: &Env, settings: &Settings) {
    let Some(keyring) = &settings.keyring else { return };
    if let Err(error) = reseal(env, keyring).await {
        log::error("shared keys were not sealed anew", &[("error", &error.to_string())]);
    }
}

async fn reseal(env: &Env, keyring: &Keyring) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    for key_id in keyring.older_ids() {
        for old in store.shared_keys_sealed_under(key_id, KEYS_PER_RUN).await? {
            let Some(sealed) = sealed_anew(keyring, &old) else {
                let fields = [("account.id", old.account_id.as_str())];
                log::error("a shared key cannot be sealed anew", &fields);
                continue;
            };
            store.reseal_shared_key(&old, &sealed, keyring.newest_id()).await?;
        }
    }
    Ok(())
}

fn sealed_anew(keyring: &Keyring, old: &SealedSharedKey) -> Option<String> {
    let (account_id, user_id) = (&old.account_id, &old.user_id);
    let key = shared_key::open(keyring, account_id, user_id, &old.sealed_key)?;
    shared_key::seal(keyring, account_id, user_id, &key).ok()
}
