//! Accounts that opted in to having inbound SMS treated as requests.

use ids::AccountId;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{Store, StoreError, bound::Bound};

const FIND: &str = "SELECT inbound_requests FROM relay_opt_ins WHERE account_id = ?1";
const SAVE: &str = "INSERT INTO relay_opt_ins (account_id, inbound_requests, updated_at_ms)
     VALUES (?1, ?2, ?3)
     ON CONFLICT (account_id) DO UPDATE
       SET inbound_requests = excluded.inbound_requests, updated_at_ms = excluded.updated_at_ms
     RETURNING inbound_requests";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, SAVE];

#[derive(Deserialize)]
struct OptInRow {
    inbound_requests: u8,
}

impl Store {
    /// Whether the account's inbound SMS are to be tried as requests. Off unless the account has opted in.
    pub async fn tries_inbound_requests(&self, account_id: &AccountId) -> Result<bool, StoreError> {
        let row: Option<OptInRow> = self.row(find(account_id.as_str())).await?;
        Ok(row.is_some_and(|row| row.inbound_requests != 0))
    }

    pub async fn set_inbound_requests(
        &self,
        account_id: &AccountId,
        inbound_requests: bool,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.row::<OptInRow>(save(account_id.as_str(), inbound_requests, now_ms)).await?;
        Ok(())
    }
}

fn find(account_id: &str) -> Bound {
    (FIND, vec![account_id.into()])
}

fn save(account_id: &str, inbound_requests: bool, now_ms: UnixMillis) -> Bound {
    (SAVE, vec![account_id.into(), inbound_requests.into(), now_ms.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::row;

    #[test]
    fn opt_in_is_unset_then_on_then_off() {
        let database = crate::tests::migrated();
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        for account in ["a", "b"] {
            database.execute(insert, [account]).unwrap();
        }
        let setting = |account: &str| {
            row::<OptInRow>(&database, find(account)).map(|row| row.inbound_requests)
        };
        let mut settings = vec![setting("a")];
        for inbound_requests in [true, false] {
            assert!(
                row::<OptInRow>(&database, save("a", inbound_requests, UnixMillis::new(7)))
                    .is_some()
            );
            settings.push(setting("a"));
        }
        assert_eq!(settings, [None, Some(1), Some(0)]);
        assert_eq!(setting("b"), None);
    }
}
