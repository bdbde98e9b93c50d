//! Readers that follow the events of an account.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError};

const MARK: &str = "UPDATE accounts SET events_read_at_ms = ?2 WHERE id = ?1";

const FOLLOWED: &str = "SELECT id FROM accounts WHERE events_read_at_ms > ?1
     ORDER BY events_read_at_ms DESC LIMIT ?2";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[MARK, FOLLOWED];

#[derive(Deserialize)]
struct FollowedRow {
    id: AccountId,
}

impl Store {
    /// Records that the account's events are followed now.
    pub async fn mark_events_read(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.run((MARK, vec![account_id.into(), now_ms.into()])).await
    }

    /// Lists the accounts whose events were followed after that time, the latest first, at most `limit`.
    pub async fn followed_accounts(
        &self,
        after_ms: UnixMillis,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        let values = vec![after_ms.into(), limit.into()];
        let rows: Vec<FollowedRow> = self.rows((FOLLOWED, values)).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}
