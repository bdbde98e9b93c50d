//! The cron's part: a bounded amount of work each minute.

use std::sync::Arc;

use futures_util::future::join_all;
use relay_crypto::SharedKey;
use runtime::{
    OsRng, Settings,
    log::{self, events::GrantEvent},
};
use sealing::Keyring;
use unix_time::UnixMillis;
use worker::Env;

use crate::{GrantFault, GrantStore};

const KEYS_PER_RUN: u32 = 200;
const CONSENTS_PER_RUN: u32 = 1_000;
/// Maximum revocations per run. They are made at once, each with a deadline, so the platform's limit on connections
/// bounds them.
const REVOCATIONS_PER_RUN: u32 = 5;

/// Rewraps data keys and reseals shared keys that use an older sealing key, deletes abandoned consents, and retries
/// revocations. With nothing to do this costs two queries, and two more for each older key.
pub async fn sweep(env: &Env, settings: &Arc<Settings>, now_ms: UnixMillis) {
    let grants = match GrantStore::of(env, settings) {
        Ok(grants) => grants,
        Err(fault) => return log::write(&GrantEvent::GrantsNotSwept { error: &fault }),
    };
    if let Err(error) = grants.store.delete_expired_relay_consents(now_ms, CONSENTS_PER_RUN).await {
        log::write(&GrantEvent::ConsentsNotDeleted { error: &error });
    }
    if let Err(fault) = grants.rotate().await {
        log::write(&GrantEvent::KeysNotRewrapped { error: &fault });
    }
    if let Err(fault) = grants.retry_revocations(now_ms).await {
        log::write(&GrantEvent::RevocationsNotRetried { error: &fault });
    }
}

impl GrantStore {
    /// Only rows of keys in the keyring are selected, so rows of unknown keys block nothing.
    async fn rotate(&self) -> Result<(), GrantFault> {
        let Some(keyring) = &self.settings.keyring else { return Ok(()) };
        for key_id in keyring.older_ids() {
            self.reseal_shared_keys(keyring, key_id).await?;
            for key in self.store.relay_data_keys_wrapped_by(key_id, KEYS_PER_RUN).await? {
                let rewrapping =
                    self.rewrap(keyring, &key.account_id, &key.user_id, &key.wrapped_key);
                match rewrapping.await {
                    // Only a failing D1 ends the run. A key that does not open must not hold up the others.
                    Err(GrantFault::Store(error)) => return Err(error.into()),
                    Err(fault) => log::write(&GrantEvent::DataKeyNotOpened {
                        account_id: &key.account_id.as_str(),
                        error: &fault,
                    }),
                    Ok(()) => {}
                }
            }
        }
        Ok(())
    }

    /// Reseals relay users' shared keys, which are sealed by the keyring itself rather than by a data key.
    async fn reseal_shared_keys(&self, keyring: &Keyring, key_id: &str) -> Result<(), GrantFault> {
        for key in self.store.shared_keys_sealed_by(key_id, KEYS_PER_RUN).await? {
            let (account_id, user_id) = (key.account_id.as_str(), key.user_id.as_str());
            let anew = SharedKey::open(&key.sealed_key, keyring, account_id, user_id)
                .map_err(GrantFault::from)
                .and_then(|opened| Ok(opened.seal(keyring, account_id, user_id, &mut OsRng)?));
            match anew {
                Ok(anew) => self.store.reseal_shared_key(&key, &anew).await?,
                Err(fault) => log::write(&GrantEvent::SharedKeyNotOpened {
                    account_id: &account_id,
                    error: &fault,
                }),
            }
        }
        Ok(())
    }

    async fn retry_revocations(&self, now_ms: UnixMillis) -> Result<(), GrantFault> {
        let rows = self.store.claim_relay_revocations(now_ms, REVOCATIONS_PER_RUN).await?;
        join_all(rows.iter().map(|row| self.revoke_at_platform(row))).await;
        Ok(())
    }
}
