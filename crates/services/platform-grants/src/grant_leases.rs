//! Storing a grant, and using it exclusively.

use ids::AccountId;
use platforms::{GrantTokens, PlatformKind};
use relay_users::RelayUserId;
use runtime::{
    OsRng,
    log::{self, events::GrantEvent},
};
use store_d1::relay::grants::{
    GrantInsertOutcome, GrantLease, GrantReplaceOutcome, LeaseOutcome, NewGrant,
};
use unix_time::UnixMillis;

use crate::{
    GrantFault, GrantStore,
    data_keys::{self, DataKey},
    grant_store::{grant_key, owner},
};

/// Result of storing a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreOutcome {
    Stored,
    /// The user has an account of the platform already, or another user has this one.
    Taken,
    /// The user revoked everything in the meantime, or was deleted.
    Withdrawn,
}

/// Result of opening a grant.
#[derive(Debug)]
pub enum OpenOutcome<G = Box<OpenGrant>> {
    /// The caller may use it until the lease ends or is released.
    Open(G),
    /// Another worker publishes or refreshes with it, until `until_ms` at the latest.
    Busy { until_ms: UnixMillis },
    /// The user has no grant for the platform.
    Absent,
}

/// A grant in use. If reading an answer changes its tokens, call [`GrantStore::replace`].
#[derive(Debug)]
pub struct OpenGrant {
    pub tokens: GrantTokens,
    /// Changes with every change of the stored grant.
    pub version: i64,
    stored_tokens: GrantTokens,
    account_id: AccountId,
    user_id: RelayUserId,
    platform: PlatformKind,
    key: DataKey,
    wrapped_key: String,
    lease_id: String,
    lease_ms: i64,
}

/// Result of storing changed tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplaceOutcome {
    /// The stored tokens equal the grant's. Nothing is written if nothing changed.
    Stored,
    /// Another worker took the grant after the lease ended and changed it: open it again.
    Superseded,
    /// The user revoked the grant in the meantime. These tokens will be revoked at the platform, too.
    Gone,
}

impl GrantStore {
    /// Stores the tokens of a consent. They must name their account.
    pub async fn store(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        platform: PlatformKind,
        tokens: &GrantTokens,
        data_key_id: &str,
        now_ms: UnixMillis,
    ) -> Result<StoreOutcome, GrantFault> {
        let account = tokens.account.as_ref().ok_or(GrantFault::Corrupt)?;
        let (row, key) = self.data_key(account_id, user_id, now_ms).await?;
        // Revoking everything deletes the data key, so another key means that the consent was withdrawn.
        if row.id != data_key_id {
            return Ok(StoreOutcome::Withdrawn);
        }
        let sealed_tokens = key.seal(tokens, owner(account_id, user_id), platform, &mut OsRng)?;
        let digests = &self.settings.relay.grants.account_digests;
        let (current, previous) = digests.of(account_id.as_str(), platform, &account.id);
        let grant = NewGrant {
            sealed_tokens: &sealed_tokens,
            data_key_id,
            unique_id_digests: (&current, &previous),
        };
        let whose = grant_key(account_id, user_id, platform);
        Ok(match self.store.insert_relay_grant(whose, grant, now_ms).await? {
            GrantInsertOutcome::Stored { .. } => StoreOutcome::Stored,
            GrantInsertOutcome::Taken => StoreOutcome::Taken,
            GrantInsertOutcome::KeyGone => StoreOutcome::Withdrawn,
        })
    }

    /// Opens a grant and leases it for `lease_ms`, in one batch. Each change of the tokens extends the lease.
    pub async fn open(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        platform: PlatformKind,
        lease_ms: i64,
        now_ms: UnixMillis,
    ) -> Result<OpenOutcome, GrantFault> {
        let keyring = self.keyring()?;
        let lease_id = data_keys::random_id(&mut OsRng);
        let lease = GrantLease { id: &lease_id, until_ms: now_ms.saturating_add(lease_ms) };
        let whose = grant_key(account_id, user_id, platform);
        let leased = match self.store.lease_relay_grant(whose, lease, now_ms).await? {
            LeaseOutcome::Leased(leased) => leased,
            LeaseOutcome::Busy { until_ms } => return Ok(OpenOutcome::Busy { until_ms }),
            LeaseOutcome::Absent => return Ok(OpenOutcome::Absent),
        };
        let wrapped_key = leased.wrapped_key.ok_or(GrantFault::Corrupt)?;
        let owner = owner(account_id, user_id);
        let opened = DataKey::unwrap(&wrapped_key, keyring, owner).and_then(|key| {
            let tokens = key.open(&leased.sealed_tokens, owner, platform)?;
            Ok((key, tokens))
        });
        let (key, tokens) = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                // The lease is of no use without the tokens, and other callers should not have to wait for its end.
                self.store.release_relay_grant(whose, &lease_id).await?;
                return Err(fault);
            }
        };
        self.renew_wrapping(account_id, user_id, &wrapped_key).await;
        Ok(OpenOutcome::Open(Box::new(OpenGrant {
            stored_tokens: tokens.clone(),
            tokens,
            version: leased.version,
            account_id: account_id.clone(),
            user_id: user_id.clone(),
            platform,
            key,
            wrapped_key,
            lease_id,
            lease_ms,
        })))
    }

    /// Stores the tokens if they changed. Call it after every answer, before doing anything else.
    pub async fn replace(
        &self,
        grant: &mut OpenGrant,
        now_ms: UnixMillis,
    ) -> Result<ReplaceOutcome, GrantFault> {
        if grant.tokens == grant.stored_tokens {
            return Ok(ReplaceOutcome::Stored);
        }
        let owner = owner(&grant.account_id, &grant.user_id);
        let sealed = grant.key.seal(&grant.tokens, owner, grant.platform, &mut OsRng)?;
        let whose = grant_key(&grant.account_id, &grant.user_id, grant.platform);
        let until_ms = now_ms.saturating_add(grant.lease_ms);
        let lease = GrantLease { id: &grant.lease_id, until_ms };
        let replacing =
            self.store.replace_relay_grant(whose, grant.version, &sealed, lease, now_ms);
        match replacing.await? {
            GrantReplaceOutcome::Replaced { version } => {
                grant.version = version;
                grant.stored_tokens = grant.tokens.clone();
                Ok(ReplaceOutcome::Stored)
            }
            GrantReplaceOutcome::Superseded => Ok(ReplaceOutcome::Superseded),
            GrantReplaceOutcome::Gone => {
                // The revocation covered the old tokens, so the new ones are queued for revocation as well.
                let version = grant.version.saturating_add(1);
                let wrapped = &grant.wrapped_key;
                self.store
                    .insert_relay_revocation(whose, version, &sealed, wrapped, now_ms)
                    .await?;
                Ok(ReplaceOutcome::Gone)
            }
        }
    }

    /// Releases the lease. If that fails, the lease ends by itself.
    pub async fn release(&self, grant: OpenGrant) {
        let whose = grant_key(&grant.account_id, &grant.user_id, grant.platform);
        if let Err(error) = self.store.release_relay_grant(whose, &grant.lease_id).await {
            let account_id = &grant.account_id.as_str();
            log::write(&GrantEvent::LeaseNotReleased { account_id, error: &error });
        }
    }
}
