//! An account's policy of one-time codes.

use std::sync::Arc;

use ids::AccountId;
use one_time_codes::CodesPolicy;
use serde::Deserialize;

use crate::{
    Store, StoreError,
    bound::{Bound, json},
};

const SHOW: &str = "SELECT codes_policy FROM accounts WHERE id = ?1";
// Compares with what the change was made from, so that of two concurrent changes none is lost.
const CHANGE: &str = "UPDATE accounts SET codes_policy = ?2
     WHERE id = ?1 AND codes_policy IS ?3 RETURNING id";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[SHOW, CHANGE];

/// A policy as it is stored.
#[derive(Clone, Debug, Default)]
pub struct StoredCodesPolicy {
    pub policy: CodesPolicy,
    record: Option<String>,
}

#[derive(Deserialize)]
struct PolicyRow {
    codes_policy: Option<String>,
}

impl Store {
    pub async fn codes_policy(
        &self,
        account_id: &AccountId,
    ) -> Result<StoredCodesPolicy, StoreError> {
        let row: Option<PolicyRow> = self.row(show(account_id)).await?;
        let record = row.and_then(|row| row.codes_policy);
        let policy = read(record.as_deref())?.map(|it| (*it).clone()).unwrap_or_default();
        Ok(StoredCodesPolicy { policy, record })
    }

    /// Replaces the policy. `false`: it was changed since `before` was read.
    pub async fn change_codes_policy(
        &self,
        account_id: &AccountId,
        before: &StoredCodesPolicy,
        policy: &CodesPolicy,
    ) -> Result<bool, StoreError> {
        let change = change(account_id, before, policy)?;
        let changed: Option<super::IdRow> = self.row(change).await?;
        Ok(changed.is_some())
    }
}

/// Reads the column. A record that is unreadable must not be taken for an account without a policy.
pub(crate) fn read(record: Option<&str>) -> Result<Option<Arc<CodesPolicy>>, StoreError> {
    let corrupt = |_| StoreError::Corrupt("accounts.codes_policy".to_owned());
    record.map(|text| serde_json::from_str(text).map(Arc::new).map_err(corrupt)).transpose()
}

fn show(account_id: &AccountId) -> Bound {
    (SHOW, vec![account_id.into()])
}

fn change(
    account_id: &AccountId,
    before: &StoredCodesPolicy,
    policy: &CodesPolicy,
) -> Result<Bound, StoreError> {
    let values = vec![account_id.into(), json(policy)?, before.record.clone().into()];
    Ok((CHANGE, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{count_rows, migrated, row};

    #[test]
    fn of_two_changes_from_the_same_policy_the_second_is_refused() {
        let database = migrated();
        let account_id = AccountId::from_bytes([1; 8]);
        let insert = "INSERT INTO accounts (id, name, created_at_ms) VALUES (?1, ?1, 0)";
        database.execute(insert, [account_id.as_str()]).unwrap();
        let policy =
            |on: bool| CodesPolicy { automatic_blocks: Some(on), ..CodesPolicy::default() };
        let none = StoredCodesPolicy::default();
        let set = |before: &StoredCodesPolicy, on: bool| {
            count_rows(&database, change(&account_id, before, &policy(on)).unwrap())
        };
        assert_eq!([set(&none, true), set(&none, false)], [1, 0]);
        let stored: PolicyRow = row(&database, show(&account_id)).unwrap();
        let record = stored.codes_policy;
        assert_eq!(*read(record.as_deref()).unwrap().unwrap(), policy(true));
        let before = StoredCodesPolicy { policy: policy(true), record };
        assert_eq!(set(&before, false), 1);
    }

    #[test]
    fn unreadable_policy_is_a_fault() {
        assert!(read(Some("{")).is_err());
        assert!(read(None).unwrap().is_none());
    }
}
