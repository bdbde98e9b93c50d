//! Deleting abandoned sign-ups, expired invitations and old throttles.

use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

// Probes each account for its oldest rows, so that keys still begin with the account.
pub(crate) const UNVERIFIED: &str = "DELETE FROM relay_users
     WHERE (account_id, user_id) IN (
       SELECT relay_user.account_id, relay_user.user_id FROM accounts AS account
       CROSS JOIN relay_users AS relay_user INDEXED BY relay_users_unverified
       WHERE account.id > '' AND relay_user.account_id = account.id
         AND relay_user.state = 'unverified' AND relay_user.created_at_ms < ?1
       LIMIT ?2)
       AND state = 'unverified'
     RETURNING 1 AS deleted";
pub(crate) const GUESSES: &str = "DELETE FROM relay_password_guesses
     WHERE (account_id, subject) IN (
       SELECT guess.account_id, guess.subject FROM accounts AS account
       CROSS JOIN relay_password_guesses AS guess INDEXED BY relay_password_guesses_updated
       WHERE account.id > '' AND guess.account_id = account.id AND guess.updated_at_ms < ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";
pub(crate) const WAITS: &str = "DELETE FROM relay_code_waits
     WHERE (account_id, phone_number) IN (
       SELECT wait.account_id, wait.phone_number FROM accounts AS account
       CROSS JOIN relay_code_waits AS wait INDEXED BY relay_code_waits_updated
       WHERE account.id > '' AND wait.account_id = account.id AND wait.updated_at_ms < ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

pub(crate) const INVITATIONS: &str = "DELETE FROM relay_invitations
     WHERE (account_id, phone_number) IN (
       SELECT invitation.account_id, invitation.phone_number FROM accounts AS account
       CROSS JOIN relay_invitations AS invitation INDEXED BY relay_invitations_expiry
       WHERE account.id > '' AND invitation.account_id = account.id
         AND invitation.expires_at_ms < ?1
       LIMIT ?2)
     RETURNING 1 AS deleted";

#[derive(Deserialize)]
struct DeletedRow {
    #[expect(dead_code, reason = "the rows are counted")]
    deleted: u8,
}

impl Store {
    /// Deletes unverified sign-ups, expired invitations and throttles from before `before_ms`, at most
    /// `limit` of each. Returns the number deleted, zero when nothing is left.
    pub async fn delete_stale_relay_users(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<usize, StoreError> {
        let mut deleted = 0_usize;
        let invitations = (INVITATIONS, vec![before_ms.into(), limit.into()]);
        for bound in all(before_ms, limit).into_iter().chain([invitations]) {
            let rows: Vec<DeletedRow> = self.rows(bound).await?;
            deleted = deleted.saturating_add(rows.len());
        }
        Ok(deleted)
    }
}

pub(crate) fn all(before_ms: UnixMillis, limit: u32) -> [Bound; 3] {
    [UNVERIFIED, GUESSES, WAITS].map(|sql| (sql, vec![before_ms.into(), limit.into()]))
}
