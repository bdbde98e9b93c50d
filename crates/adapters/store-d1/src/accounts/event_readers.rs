//! Readers that follow the events of an account.

use ids::AccountId;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

const MARK: &str = "UPDATE accounts SET events_read_at_ms = ?2 WHERE id = ?1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[MARK];

impl Store {
    /// Records that the account's events are followed now.
    pub async fn mark_events_read(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.run((MARK, vec![account_id.into(), now_ms.into()])).await
    }
}
