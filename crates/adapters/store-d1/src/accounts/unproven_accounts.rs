//! Accounts of phones that registered without a credential. They are unproven until they are used.

use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

// A phone that only registered was last heard from at that time and has not used its key, and nothing was sent or
// received.
const DUE: &str = "SELECT account.id,
       account.active_at_ms IS NOT NULL
         OR EXISTS (SELECT 1 FROM api_keys AS key
           WHERE key.account_id = account.id AND key.last_used_at_ms IS NOT NULL)
         OR EXISTS (SELECT 1 FROM gateways AS gateway
           WHERE gateway.account_id = account.id
             AND gateway.last_heartbeat_at_ms > gateway.created_at_ms)
         AS used,
       (SELECT MIN(gateway.id) FROM gateways AS gateway WHERE gateway.account_id = account.id)
         AS gateway_id
     FROM accounts AS account
     WHERE account.unproven_since_ms < ?1 ORDER BY account.unproven_since_ms LIMIT ?2";
const KEEP: &str = "UPDATE accounts SET unproven_since_ms = NULL WHERE id = ?1";
const DELETE_KEYS: &str = "DELETE FROM api_keys WHERE account_id = ?1";
const DELETE_GATEWAYS: &str = "DELETE FROM gateways WHERE account_id = ?1";
const DELETE_LOGIN: &str = "DELETE FROM logins WHERE account_id = ?1";
const DELETE: &str = "DELETE FROM accounts WHERE id = ?1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[DUE, KEEP, DELETE_KEYS, DELETE_GATEWAYS, DELETE_LOGIN, DELETE];

/// An account that has been unproven for long enough to decide on it.
#[derive(Clone, Debug, Deserialize)]
pub struct DueUnprovenAccount {
    pub id: AccountId,
    /// 1 if the account was used.
    pub used: u8,
    /// The phone that registered.
    pub gateway_id: Option<GatewayId>,
}

impl Store {
    /// Lists accounts that have been unproven since before `before_ms`, the oldest first and at most `limit`.
    pub async fn due_unproven_accounts(
        &self,
        before_ms: UnixMillis,
        limit: u32,
    ) -> Result<Vec<DueUnprovenAccount>, StoreError> {
        self.rows(due(before_ms, limit)).await
    }

    /// Marks an account as proven.
    pub async fn keep_account(&self, account_id: &AccountId) -> Result<(), StoreError> {
        self.batch(vec![(KEEP, vec![account_id.into()])]).await.map(drop)
    }

    /// Deletes an account with the rows of its registration, all or nothing. Fails if the account has
    /// anything else, since other tables refer to it.
    pub async fn delete_unused_account(&self, account_id: &AccountId) -> Result<(), StoreError> {
        self.batch(deletion(account_id.as_str())).await.map(drop)
    }
}

fn due(before_ms: UnixMillis, limit: u32) -> Bound {
    (DUE, vec![before_ms.into(), limit.into()])
}

fn deletion(account_id: &str) -> Vec<Bound> {
    // The account goes last, because D1 enforces foreign keys.
    [DELETE_KEYS, DELETE_GATEWAYS, DELETE_LOGIN, DELETE]
        .map(|sql| (sql, vec![account_id.into()]))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params_from_iter};

    use super::*;
    use crate::tests::rows;

    /// A [`DueUnprovenAccount`] whose id is a name.
    #[derive(Deserialize)]
    struct NamedAccount {
        id: String,
        used: u8,
    }

    fn with_accounts() -> Connection {
        let database = crate::tests::migrated();
        database
            .execute_batch(
                "PRAGMA foreign_keys = ON;
                 INSERT INTO accounts (id, name, created_at_ms, active_at_ms, unproven_since_ms) VALUES
                   ('idle', 'idle', 0, NULL, 10), ('sent', 'sent', 0, 5, 11), ('phone', 'phone', 0, NULL, 12),
                   ('young', 'young', 0, NULL, 99), ('own', 'own', 0, NULL, NULL);
                 INSERT INTO gateways (account_id, id, number, device_id, name, created_at_ms,
                     last_heartbeat_at_ms) VALUES
                   ('idle', 'g', 1, 'g', 'g', 0, 0), ('phone', 'h', 1, 'h', 'h', 0, 0);
                 INSERT INTO api_keys (account_id, digest, id, kind, gateway_id, name, display_prefix,
                     created_at_ms, last_used_at_ms) VALUES
                   ('idle', 'd', 'key_1', 'gateway', 'g', 'g', 'p', 0, NULL),
                   ('phone', 'e', 'key_2', 'gateway', 'h', 'h', 'p', 0, 7);",
            )
            .unwrap();
        database
    }

    fn delete(database: &Connection, account_id: &str) -> rusqlite::Result<usize> {
        deletion(account_id)
            .into_iter()
            .map(|(sql, values)| database.execute(sql, params_from_iter(values)))
            .sum()
    }

    #[test]
    fn due_accounts_are_marked_as_used_or_unused() {
        let database = with_accounts();
        let due: Vec<NamedAccount> = rows(&database, due(UnixMillis::new(50), 9));
        let due: Vec<_> = due.into_iter().map(|account| (account.id, account.used)).collect();
        let expected = [("idle", 0), ("sent", 1), ("phone", 1)];
        assert_eq!(due, expected.map(|(id, used)| (id.to_owned(), used)));
    }

    #[test]
    fn unused_account_is_deleted_with_its_phone_and_one_with_other_rows_stays() {
        let database = with_accounts();
        assert_eq!(delete(&database, "idle"), Ok(3));
        let settings = "INSERT INTO device_settings (account_id, version, document, updated_at_ms)
             VALUES ('young', 1, '{}', 0)";
        database.execute(settings, []).unwrap();
        assert!(delete(&database, "young").is_err());
    }
}
