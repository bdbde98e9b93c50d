//! Revokes grants: here at once, at their platforms as soon as they answer.

use futures_util::future::join_all;
use ids::AccountId;
use platforms::{Failure, PlatformKind};
use relay_users::RelayUserId;
use runtime::log::{self, events::GrantEvent};
use store_d1::relay::revocations::{MAX_ATTEMPTS, RevocationRow};
use unix_time::UnixMillis;

use crate::{
    GrantFault, GrantStore,
    data_keys::DataKey,
    grant_store::{grant_key, owner},
};

/// Result of a revocation. The grants are unusable here, whatever the platforms answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevocationOutcome {
    pub grants: usize,
    /// Number of platforms that did not confirm. They are asked again for a day.
    pub failed: usize,
}

impl GrantStore {
    /// Deletes one grant and revokes it at its platform. `None` if there was no grant.
    pub async fn revoke(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        platform: PlatformKind,
        now_ms: UnixMillis,
    ) -> Result<Option<RevocationOutcome>, GrantFault> {
        let whose = grant_key(account_id, user_id, platform);
        let Some(row) = self.store.revoke_relay_grant(whose, now_ms).await? else {
            return Ok(None);
        };
        let failed = usize::from(!self.revoke_at_platform(&row).await);
        Ok(Some(RevocationOutcome { grants: 1, failed }))
    }

    /// Deletes all of the user's grants, consents under way and the data key in one batch; then revokes the grants at
    /// all platforms concurrently.
    pub async fn revoke_all(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        now_ms: UnixMillis,
    ) -> Result<RevocationOutcome, GrantFault> {
        let rows = self.store.revoke_relay_grants(account_id, user_id, now_ms).await?;
        let confirmed = join_all(rows.iter().map(|row| self.revoke_at_platform(row))).await;
        let failed = confirmed.iter().filter(|it| !**it).count();
        Ok(RevocationOutcome { grants: rows.len(), failed })
    }

    /// Revokes the grant at its platform and returns whether it agreed. Drops a revocation that can never succeed.
    pub async fn revoke_at_platform(&self, row: &RevocationRow) -> bool {
        let asked = self.ask_to_revoke(row).await;
        let (reason, is_over) = match &asked {
            Ok(()) => (None, true),
            Err(RevocationFault::Final(reason)) => (Some(reason), true),
            Err(RevocationFault::Temporary(reason)) => (Some(reason), row.attempts >= MAX_ATTEMPTS),
        };
        if let Some(reason) = reason {
            let account_id = &row.account_id.as_str();
            let platform = &row.platform;
            log::write(&if is_over {
                GrantEvent::RevocationGivenUp { account_id, platform, reason }
            } else {
                GrantEvent::RevocationDeferred { account_id, platform, reason }
            });
        }
        if is_over && let Err(error) = self.store.finish_relay_revocation(row).await {
            log::write(&GrantEvent::RevocationNotDeleted { error: &error });
        }
        asked.is_ok()
    }

    async fn ask_to_revoke(&self, row: &RevocationRow) -> Result<(), RevocationFault> {
        let kind = PlatformKind::parse(&row.platform);
        let kind = kind.ok_or_else(|| RevocationFault::Final("unknown_platform".to_owned()))?;
        let owner = owner(&row.account_id, &row.user_id);
        let opened = self
            .keyring()
            .and_then(|keyring| DataKey::unwrap(&row.wrapped_key, keyring, owner))
            .and_then(|key| key.open(&row.sealed_tokens, owner, kind));
        // The operator may restore a lost key, so this is retried.
        let mut tokens = opened.map_err(|fault| RevocationFault::Temporary(fault.to_string()))?;
        let platform = platforms::of(kind);
        let asking = self.client.settle(
            &mut tokens,
            |tokens, context| platform.revoke_request(tokens, context),
            |tokens, answer| platform.read_revoke(tokens, answer),
        );
        asking.await.map_err(|failure| match failure {
            Failure::Refused { reason } => RevocationFault::Final(reason),
            other => RevocationFault::Temporary(other.to_string()),
        })
    }
}

/// Reason why a platform did not confirm.
enum RevocationFault {
    /// A retry would be refused too.
    Final(String),
    Temporary(String),
}
