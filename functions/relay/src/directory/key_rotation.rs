//! Gateway clients' keys after a rotation of `SEALING_KEYS`.

use relay_crypto::ForwarderKey;
use runtime::{
    OsRng, Settings,
    log::{self, events::RelayEvent},
};
use sealing::Keyring;
use store_d1::{Store, StoreError, relay::gateway_clients::SealedClientKey};
use worker::Env;

const KEYS_PER_RUN: u32 = 200;

/// Reseals a bounded number of keys that an older sealing key sealed. Without any it costs one query for each older
/// key. Keys that cannot be opened stay unchanged.
pub async fn reseal_client_keys(env: &Env, settings: &Settings) -> Result<(), StoreError> {
    let Some(keyring) = &settings.keyring else { return Ok(()) };
    for key_id in keyring.older_ids() {
        let store = Store::open(env)?;
        for old in store.gateway_client_keys_sealed_by(key_id, KEYS_PER_RUN).await? {
            if let Some(sealed) = reseal(&old, keyring) {
                store.reseal_gateway_client_key(&old, &sealed).await?;
            } else {
                let account_id = &old.account_id.as_str();
                log::write(&RelayEvent::ClientKeyNotResealed { account_id });
            }
        }
    }
    Ok(())
}

fn reseal(old: &SealedClientKey, keyring: &Keyring) -> Option<String> {
    let (account_id, msisdn) = (&old.account_id, &old.msisdn);
    let key = ForwarderKey::open(&old.sealed_key, keyring, account_id, msisdn).ok()?;
    key.seal(keyring, account_id, msisdn, &mut OsRng).ok()
}
