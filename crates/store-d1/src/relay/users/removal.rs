//! Removing a relay user with everything that is theirs.

use identity::AccountId;

use crate::{Store, StoreError, bound::Bound, relay::revocations};

/// What is deleted of a user beside their grants, by account and user id. A table that has a user's rows and is not
/// emptied of them fails a test.
pub(crate) const DELETIONS: [&str; 3] = [
    "DELETE FROM relay_used_blocks WHERE account_id = ?1 AND user_id = ?2",
    "DELETE FROM relay_shared_keys WHERE account_id = ?1 AND user_id = ?2",
    "DELETE FROM relay_users WHERE account_id = ?1 AND user_id = ?2",
];

impl Store {
    /// Removes the user and everything of theirs in one transaction. A grant that somebody stored since the user's
    /// were taken back is taken back now; its platform is told by the cron.
    pub async fn delete_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.bound_batch(delete(account_id.as_str(), user_id, now_ms)).await?;
        Ok(())
    }
}

pub(crate) fn delete(account_id: &str, user_id: &str, now_ms: i64) -> Vec<Bound> {
    let mut statements = revocations::revoke_all(account_id, user_id, now_ms);
    let whose = || vec![account_id.into(), user_id.into()];
    statements.extend(DELETIONS.iter().map(|sql| (*sql, whose())));
    statements
}
