//! Removing a relay user with everything that is theirs.

use identity::AccountId;

use crate::{Store, StoreError, bound::Bound};

/// What is deleted of a user, by account and user id; the user comes last. A table that has a user's rows and is not
/// here fails a test.
pub(crate) const DELETIONS: &[&str] =
    &["DELETE FROM relay_users WHERE account_id = ?1 AND user_id = ?2"];

impl Store {
    /// Removes the user and everything of theirs in one transaction. Whoever calls has revoked their grants.
    pub async fn delete_relay_user(
        &self,
        account_id: &AccountId,
        user_id: &str,
    ) -> Result<(), StoreError> {
        self.bound_batch(delete(account_id.as_str(), user_id)).await?;
        Ok(())
    }
}

pub(crate) fn delete(account_id: &str, user_id: &str) -> Vec<Bound> {
    DELETIONS.iter().map(|sql| (*sql, vec![account_id.into(), user_id.into()])).collect()
}
