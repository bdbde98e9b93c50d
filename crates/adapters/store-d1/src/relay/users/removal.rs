//! Removing a relay user with all of the user's rows.

use ids::AccountId;
use relay_users::RelayUserId;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound, relay::revocations};

/// Statements that delete a user's rows other than grants, consents and data key, by account and user id. A
/// test fails for any table whose user rows they leave.
pub(crate) const DELETIONS: [&str; 3] = [
    "DELETE FROM relay_used_blocks WHERE account_id = ?1 AND user_id = ?2",
    "DELETE FROM relay_shared_keys WHERE account_id = ?1 AND user_id = ?2",
    "DELETE FROM relay_users WHERE account_id = ?1 AND user_id = ?2",
];

impl Store {
    /// Deletes the user with all rows in one transaction. A grant stored since the user's grants were revoked
    /// is revoked, too; the cron tells its platform.
    pub async fn delete_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &RelayUserId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(delete(account_id.as_str(), user_id, now_ms)).await?;
        Ok(())
    }
}

pub(crate) fn delete(account_id: &str, user_id: &RelayUserId, now_ms: UnixMillis) -> Vec<Bound> {
    let mut statements = revocations::revoke_all(account_id, user_id, now_ms);
    let user = || vec![account_id.into(), user_id.into()];
    statements.extend(DELETIONS.iter().map(|sql| (*sql, user())));
    statements
}
