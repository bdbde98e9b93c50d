//! Storing a grant, and using it: by one at a time.

use identity::AccountId;
use platforms::{GrantTokens, PlatformKind};
use runtime::{OsRng, log};
use store_d1::relay::grants::{GrantReplaced, GrantStored, Lease, Leased, NewGrant};

use crate::{
    Vault, VaultFault,
    keys::{self, DataKey},
    vault::{grant_key, owner},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    Stored,
    /// The user has an account of the platform already, or another user has this one.
    Taken,
    /// The user took back everything while this was under way, or is gone.
    Withdrawn,
}

/// What came of asking for a grant.
#[derive(Debug)]
pub enum Opened {
    /// It is the caller's until the lease ends or is given back.
    Open(Box<OpenGrant>),
    /// Somebody else publishes or refreshes with it, until then at the latest.
    Busy { until_ms: i64 },
    /// The user has none for the platform.
    Absent,
}

/// A grant in use. Reading an answer may change its tokens: then [`Vault::replace`].
#[derive(Debug)]
pub struct OpenGrant {
    pub tokens: GrantTokens,
    /// Changes with every change of what is stored.
    pub version: i64,
    stored_tokens: GrantTokens,
    account_id: AccountId,
    user_id: String,
    platform: PlatformKind,
    key: DataKey,
    wrapped_key: String,
    lease_id: String,
    lease_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// What is stored is what the grant has. If nothing was changed nothing was written.
    Stored,
    /// Somebody else had the grant after the lease ended, and changed it: open it again.
    Superseded,
    /// The user took it back meanwhile. The platform will be told of these tokens, too.
    Gone,
}

impl Vault {
    /// Stores what a consent yielded. The tokens need their account.
    pub async fn store(
        &self,
        account_id: &AccountId,
        user_id: &str,
        platform: PlatformKind,
        tokens: &GrantTokens,
        data_key_id: &str,
        now_ms: i64,
    ) -> Result<Stored, VaultFault> {
        let account = tokens.account.as_ref().ok_or(VaultFault::Corrupt)?;
        let (row, key) = self.data_key(account_id, user_id, now_ms).await?;
        if row.id != data_key_id {
            return Ok(Stored::Withdrawn);
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
            GrantStored::Stored { .. } => Stored::Stored,
            GrantStored::Taken => Stored::Taken,
            GrantStored::KeyGone => Stored::Withdrawn,
        })
    }

    /// Opens a grant and keeps it from all others for `lease_ms`: one batch. A change of the tokens extends that.
    pub async fn open(
        &self,
        account_id: &AccountId,
        user_id: &str,
        platform: PlatformKind,
        lease_ms: i64,
        now_ms: i64,
    ) -> Result<Opened, VaultFault> {
        let keyring = self.keyring()?;
        let lease_id = keys::random_id(&mut OsRng);
        let lease = Lease { id: &lease_id, until_ms: now_ms.saturating_add(lease_ms) };
        let whose = grant_key(account_id, user_id, platform);
        let leased = match self.store.lease_relay_grant(whose, lease, now_ms).await? {
            Leased::Leased(leased) => leased,
            Leased::Busy { until_ms } => return Ok(Opened::Busy { until_ms }),
            Leased::Absent => return Ok(Opened::Absent),
        };
        let wrapped_key = leased.wrapped_key.ok_or(VaultFault::Corrupt)?;
        let owner = owner(account_id, user_id);
        let opened = DataKey::unwrap(&wrapped_key, keyring, owner).and_then(|key| {
            let tokens = key.open(&leased.sealed_tokens, owner, platform)?;
            Ok((key, tokens))
        });
        let (key, tokens) = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                self.store.release_relay_grant(whose, &lease_id).await?;
                return Err(fault);
            }
        };
        self.renew_wrapping(account_id, user_id, &wrapped_key).await;
        Ok(Opened::Open(Box::new(OpenGrant {
            stored_tokens: tokens.clone(),
            tokens,
            version: leased.version,
            account_id: account_id.clone(),
            user_id: user_id.to_owned(),
            platform,
            key,
            wrapped_key,
            lease_id,
            lease_ms,
        })))
    }

    /// Stores the tokens if they changed. Call it after every answer that was read, before anything else is done.
    pub async fn replace(
        &self,
        grant: &mut OpenGrant,
        now_ms: i64,
    ) -> Result<Replaced, VaultFault> {
        if grant.tokens == grant.stored_tokens {
            return Ok(Replaced::Stored);
        }
        let owner = owner(&grant.account_id, &grant.user_id);
        let sealed = grant.key.seal(&grant.tokens, owner, grant.platform, &mut OsRng)?;
        let whose = grant_key(&grant.account_id, &grant.user_id, grant.platform);
        let until_ms = now_ms.saturating_add(grant.lease_ms);
        let lease = Lease { id: &grant.lease_id, until_ms };
        let replacing =
            self.store.replace_relay_grant(whose, grant.version, &sealed, lease, now_ms);
        match replacing.await? {
            GrantReplaced::Replaced { version } => {
                grant.version = version;
                grant.stored_tokens = grant.tokens.clone();
                Ok(Replaced::Stored)
            }
            GrantReplaced::Superseded => Ok(Replaced::Superseded),
            GrantReplaced::Gone => {
                // It was the old tokens that were given back.
                let version = grant.version.saturating_add(1);
                let wrapped = &grant.wrapped_key;
                self.store
                    .insert_relay_revocation(whose, version, &sealed, wrapped, now_ms)
                    .await?;
                Ok(Replaced::Gone)
            }
        }
    }

    /// Lets others have it. Should that fail the lease ends by itself.
    pub async fn release(&self, grant: OpenGrant) {
        let whose = grant_key(&grant.account_id, &grant.user_id, grant.platform);
        if let Err(error) = self.store.release_relay_grant(whose, &grant.lease_id).await {
            let fields = [("account.id", grant.account_id.as_str()), ("error", &error.to_string())];
            log::warn("a grant's lease was not given back", &fields);
        }
    }
}
