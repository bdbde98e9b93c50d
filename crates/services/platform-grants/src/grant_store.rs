//! The store of grants: its database and keys.

use std::sync::Arc;

use ids::AccountId;
use platforms::PlatformKind;
use relay_users::RelayUserId;
use runtime::{
    OsRng, Settings,
    log::{self, events::GrantEvent},
};
use sealing::Keyring;
use store_d1::{
    Store,
    relay::{
        data_keys::{DataKeyRow, NewDataKey},
        grants::GrantKey,
    },
};
use unix_time::UnixMillis;
use worker::Env;

use crate::{
    GrantFault, PlatformClient,
    data_keys::{self, DataKey, KeyOwner},
};

/// Access to relay users' grants. Creating one costs nothing.
#[derive(Debug)]
pub struct GrantStore {
    pub(crate) store: Store,
    pub(crate) settings: Arc<Settings>,
    pub(crate) client: PlatformClient,
}

impl GrantStore {
    pub fn of(env: &Env, settings: &Arc<Settings>) -> Result<Self, GrantFault> {
        let client = PlatformClient::new(settings.clone());
        Ok(Self { store: Store::open(env)?, settings: settings.clone(), client })
    }

    /// Whether users can grant us access to the platform: the sealing keys and all its settings are present.
    pub fn offers(settings: &Settings, platform: PlatformKind) -> bool {
        settings.keyring.is_some() && settings.relay.platforms.offers(platform)
    }

    /// Returns the client that makes the requests.
    pub fn client(&self) -> &PlatformClient {
        &self.client
    }

    /// Returns the platforms for which the user has a grant, in one query.
    pub async fn granted_platforms(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
    ) -> Result<Vec<PlatformKind>, GrantFault> {
        let names = self.store.relay_grant_platforms(account_id, user_id).await?;
        Ok(names.iter().filter_map(|name| PlatformKind::parse(name)).collect())
    }

    /// Returns the id of the key that seals the user's grants, for [`GrantStore::store`].
    pub async fn data_key_id(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        now_ms: UnixMillis,
    ) -> Result<String, GrantFault> {
        Ok(self.data_key(account_id, user_id, now_ms).await?.0.id)
    }

    pub(crate) fn keyring(&self) -> Result<&Keyring, GrantFault> {
        self.settings.keyring.as_ref().ok_or(GrantFault::NoSealingKey)
    }

    /// Returns the user's data key with its id; creates one if they have none.
    pub(crate) async fn data_key(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        now_ms: UnixMillis,
    ) -> Result<(DataKeyRow, DataKey), GrantFault> {
        let keyring = self.keyring()?;
        let owner = owner(account_id, user_id);
        let found = self.store.relay_data_key(account_id, user_id).await?;
        let row = if let Some(row) = found {
            row
        } else {
            let id = data_keys::random_id(&mut OsRng);
            let wrapped_key = data_keys::new_wrapped(keyring, owner, &mut OsRng)?;
            let key_id = keyring.newest_id();
            let key = NewDataKey { id: &id, wrapped_key: &wrapped_key, key_id };
            // A concurrent request may have stored a key first. Both then use the stored one.
            let ensuring = self.store.ensure_relay_data_key(account_id, user_id, key, now_ms);
            ensuring.await?.ok_or(GrantFault::UnknownUser)?
        };
        let key = DataKey::unwrap(&row.wrapped_key, keyring, owner)?;
        self.renew_wrapping(account_id, user_id, &row.wrapped_key).await;
        Ok((row, key))
    }

    /// Rewraps a data key that is in use if there is a newer sealing key. A failure loses nothing.
    pub(crate) async fn renew_wrapping(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        wrapped: &str,
    ) {
        let Ok(keyring) = self.keyring() else { return };
        if keyring.sealed_with_newest(wrapped) {
            return;
        }
        if let Err(error) = self.rewrap(keyring, account_id, user_id, wrapped).await {
            let account_id = &account_id.as_str();
            log::write(&GrantEvent::DataKeyNotRewrapped { account_id, error: &error });
        }
    }

    pub(crate) async fn rewrap(
        &self,
        keyring: &Keyring,
        account_id: &AccountId,
        user_id: &RelayUserId,
        wrapped: &str,
    ) -> Result<(), GrantFault> {
        let anew = data_keys::rewrap(wrapped, keyring, owner(account_id, user_id), &mut OsRng)?;
        let key_id = keyring.newest_id();
        // Replaces only the wrapping that was opened, so that a concurrent rewrapping or revocation is not undone.
        let rewrapping =
            self.store.rewrap_relay_data_key(account_id, user_id, wrapped, &anew, key_id);
        Ok(rewrapping.await?)
    }
}

pub(crate) fn owner<'a>(account_id: &'a AccountId, user_id: &'a RelayUserId) -> KeyOwner<'a> {
    KeyOwner { account_id: account_id.as_str(), user_id: user_id.as_str() }
}

pub(crate) fn grant_key<'a>(
    account_id: &'a AccountId,
    user_id: &'a RelayUserId,
    platform: PlatformKind,
) -> GrantKey<'a> {
    GrantKey { account_id, user_id, platform: platform.as_str() }
}
