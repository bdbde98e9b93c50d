//! Deletion of accounts: its request, its progress, its receipt, and the rows that it deletes.

mod tables;

use ids::{AccountId, GatewayId};
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::{
    Store, StoreError,
    bound::{Bound, changes, row_of},
};
use tables::{Emptied, OWNED, OwnedTable};

// Of concurrent requests, the first one's row stays. A wrong name inserts none.
const BEGIN: &str = "INSERT INTO account_deletions
       (id, account_id, name_digest, actor_kind, actor_id, requested_at_ms)
     SELECT ?3, ?1, ?4, ?5, ?6, ?7 FROM accounts WHERE id = ?1 AND name = ?2
     ON CONFLICT (account_id) DO NOTHING";
// An account that is being deleted is no default account, so that another may become it, and none of the unused accounts,
// which the cron deletes in another way.
const WITHDRAW: &str = "UPDATE accounts
     SET disabled_at_ms = COALESCE(disabled_at_ms, ?2), is_default = 0, unproven_since_ms = NULL
     WHERE id = ?1 AND EXISTS (SELECT 1 FROM account_deletions WHERE account_id = ?1)";
const FIND_OF_ACCOUNT: &str = "SELECT id, account_id, name_digest, actor_kind, actor_id,
       requested_at_ms, finished_at_ms, stage, position
     FROM account_deletions WHERE account_id = ?1";
const EXISTS: &str = "SELECT id FROM accounts WHERE id = ?1";
const FIND: &str = "SELECT id, account_id, name_digest, actor_kind, actor_id,
       requested_at_ms, finished_at_ms, stage, position
     FROM account_deletions WHERE id = ?1";
const LIST: &str = "SELECT id, account_id, name_digest, actor_kind, actor_id,
       requested_at_ms, finished_at_ms, stage, position
     FROM account_deletions WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
const UNDER_WAY: &str = "SELECT id, account_id, name_digest, actor_kind, actor_id,
       requested_at_ms, finished_at_ms, stage, position
     FROM account_deletions WHERE finished_at_ms IS NULL AND requested_at_ms > 0
     ORDER BY requested_at_ms LIMIT ?1";
const DELETED_ROWS: &str = "SELECT table_name, deleted FROM account_deletion_rows
     WHERE account_id = ?1 ORDER BY table_name";
const GATEWAYS: &str = "SELECT id, push_token FROM gateways
     WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
const ENDPOINTS: &str = "SELECT id FROM webhook_endpoints
     WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
// Moves on only from where the caller stood, so that of concurrent runs one goes on.
const ADVANCE: &str = "UPDATE account_deletions SET stage = ?4, position = ?5
     WHERE account_id = ?1 AND stage = ?2 AND position = ?3 AND finished_at_ms IS NULL
     RETURNING id";
const DELETE_ACCOUNT: &str = "DELETE FROM accounts WHERE id = ?1 AND EXISTS (
       SELECT 1 FROM account_deletions WHERE account_id = ?1 AND stage = 'last_rows')";
const FINISH: &str = "UPDATE account_deletions SET finished_at_ms = ?2, position = ''
     WHERE account_id = ?1 AND stage = 'last_rows' AND finished_at_ms IS NULL
       AND NOT EXISTS (SELECT 1 FROM accounts WHERE id = ?1)";
// A pass of the cron that stands in the account begins anew, which costs it a repetition.
const FORGET_PASSES: &str = "UPDATE sweeps SET account_id = '', position = ''
     WHERE name > '' AND account_id = ?1";

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    BEGIN,
    WITHDRAW,
    FIND_OF_ACCOUNT,
    EXISTS,
    FIND,
    LIST,
    UNDER_WAY,
    DELETED_ROWS,
    GATEWAYS,
    ENDPOINTS,
    ADVANCE,
    DELETE_ACCOUNT,
    FINISH,
    FORGET_PASSES,
];

/// Rows that one transaction deletes at most of all its tables together.
const ROWS_PER_ROUND: u32 = 5_000;

/// A request to delete an account.
#[derive(Clone, Copy, Debug)]
pub struct NewAccountDeletion<'a> {
    /// Id of the deletion. It begins with the time.
    pub id: &'a str,
    pub account_id: &'a AccountId,
    /// Name that the caller gave to confirm the deletion.
    pub name: &'a str,
    /// Digest of that name.
    pub name_digest: &'a str,
    pub actor_kind: &'a str,
    pub actor_id: Option<&'a str>,
}

/// Outcome of a request to delete an account.
#[derive(Clone, Debug)]
pub enum DeletionBegun {
    /// The deletion of the account, which this request began or an earlier one.
    Begun(AccountDeletion),
    /// The account has another name.
    NameDiffers,
    /// There is no such account, and never was one that was deleted.
    Unknown,
}

/// Part of the work of a deletion, in the order of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletionStage {
    /// The account's objects are emptied.
    Objects,
    /// Rows are deleted, except for those that name objects.
    Rows,
    /// Objects are emptied that the account got while the deletion began.
    ObjectsAgain,
    /// All rows are deleted that are left, and the account's own at the end.
    LastRows,
}

/// The deletion of an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AccountDeletion {
    pub id: String,
    pub account_id: AccountId,
    pub name_digest: String,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub requested_at_ms: UnixMillis,
    pub finished_at_ms: Option<UnixMillis>,
    pub stage: DeletionStage,
    /// Where the work of the stage goes on; empty at its start.
    pub position: String,
}

/// Number of rows that a deletion deleted of one table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DeletedRows {
    pub table_name: String,
    pub deleted: u64,
}

/// A gateway whose object is to be emptied.
#[derive(Clone, Debug, Deserialize)]
pub struct DeletedGateway {
    pub id: GatewayId,
    pub push_token: Option<String>,
}

/// Tables of which rows may be left, for one run of [`Store::delete_account_rows`] after another.
#[derive(Clone, Debug)]
pub struct RemainingTables {
    all: Vec<&'static OwnedTable>,
    left: Vec<&'static OwnedTable>,
    /// Whether a round over all tables has deleted anything since it began.
    deleted_any: bool,
    is_done: bool,
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

impl DeletionStage {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Objects => "objects",
            Self::Rows => "rows",
            Self::ObjectsAgain => "objects_again",
            Self::LastRows => "last_rows",
        }
    }
}

impl RemainingTables {
    /// Returns the tables of a stage that deletes rows.
    pub fn of(stage: DeletionStage) -> Self {
        let first_only = stage != DeletionStage::LastRows;
        let in_stage = |table: &&OwnedTable| !first_only || table.emptied == Emptied::First;
        let all: Vec<_> = OWNED.iter().filter(in_stage).collect();
        Self { left: all.clone(), all, deleted_any: false, is_done: false }
    }

    /// Whether a whole round over all tables found nothing to delete.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Maximum number of rows that the next round deletes of each table.
    fn rows_per_table(&self) -> u32 {
        let tables = u32::try_from(self.left.len()).unwrap_or(u32::MAX);
        ROWS_PER_ROUND.checked_div(tables).unwrap_or(ROWS_PER_ROUND).max(1)
    }

    fn round(&self, account_id: &str) -> Vec<Bound> {
        let rows = self.rows_per_table();
        let statements = |table: &&OwnedTable| {
            let delete = (table.delete, vec![account_id.into(), rows.into()]);
            [delete, (table.count, vec![account_id.into()])]
        };
        self.left.iter().flat_map(statements).collect()
    }

    /// Notes how many rows the round deleted of each of its tables. The next round goes on with the tables that had as many
    /// as it could delete, or begins again with all.
    fn note(&mut self, deleted: &[usize]) {
        let most = usize::try_from(self.rows_per_table()).unwrap_or(usize::MAX);
        self.deleted_any |= deleted.iter().any(|count| *count > 0);
        let mut counts = deleted.iter();
        self.left.retain(|_| counts.next().is_some_and(|count| *count >= most));
        if self.left.is_empty() {
            self.is_done = !self.deleted_any;
            self.deleted_any = false;
            self.left.clone_from(&self.all);
        }
    }
}

impl Store {
    /// Begins to delete an account: from then on it is disabled and cannot be enabled. The caller has to forget cached
    /// credentials. A deletion that was begun before, or is finished, is returned if the name is that of the account.
    pub async fn begin_account_deletion(
        &self,
        deletion: &NewAccountDeletion<'_>,
        now_ms: UnixMillis,
    ) -> Result<DeletionBegun, StoreError> {
        let results = self.batch(begin(deletion, now_ms)).await?;
        let found: Option<AccountDeletion> = row_of(&results, 2)?;
        let exists = row_of::<IdRow>(&results, 3)?.is_some();
        Ok(match found {
            Some(found) if found.name_digest == deletion.name_digest => DeletionBegun::Begun(found),
            Some(_) => DeletionBegun::NameDiffers,
            None if exists => DeletionBegun::NameDiffers,
            None => DeletionBegun::Unknown,
        })
    }

    /// Returns the deletion of this id.
    pub async fn find_account_deletion(
        &self,
        id: &str,
    ) -> Result<Option<AccountDeletion>, StoreError> {
        self.row((FIND, vec![id.into()])).await
    }

    /// Lists deletions, the newest first: the first `limit` whose ids are less than `before`.
    pub async fn list_account_deletions(
        &self,
        before: &str,
        limit: u32,
    ) -> Result<Vec<AccountDeletion>, StoreError> {
        self.rows((LIST, vec![before.into(), limit.into()])).await
    }

    /// Lists deletions that are not finished, the oldest first and at most `limit`.
    pub async fn account_deletions_under_way(
        &self,
        limit: u32,
    ) -> Result<Vec<AccountDeletion>, StoreError> {
        self.rows((UNDER_WAY, vec![limit.into()])).await
    }

    /// Returns the numbers of rows that were deleted of the account, by the name of the table.
    pub async fn deleted_account_rows(
        &self,
        account_id: &AccountId,
    ) -> Result<Vec<DeletedRows>, StoreError> {
        self.rows((DELETED_ROWS, vec![account_id.into()])).await
    }

    /// Lists gateways of an account by id, disabled ones too: the first `limit` whose ids follow `after`.
    pub async fn gateways_to_empty(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<DeletedGateway>, StoreError> {
        self.rows((GATEWAYS, vec![account_id.into(), after.into(), limit.into()])).await
    }

    /// Lists ids of an account's webhook endpoints: the first `limit` that follow `after`.
    pub async fn endpoints_to_empty(
        &self,
        account_id: &AccountId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let values = vec![account_id.into(), after.into(), limit.into()];
        let rows: Vec<IdRow> = self.rows((ENDPOINTS, values)).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// Records how far a deletion is. Returns `false` and changes nothing if another run has recorded something since
    /// `deletion` was read.
    pub async fn advance_account_deletion(
        &self,
        deletion: &AccountDeletion,
        stage: DeletionStage,
        position: &str,
    ) -> Result<bool, StoreError> {
        Ok(self.row::<IdRow>(advance(deletion, stage, position)).await?.is_some())
    }

    /// Deletes a bounded number of an account's rows, and counts them for the receipt, in one transaction.
    pub async fn delete_account_rows(
        &self,
        account_id: &AccountId,
        tables: &mut RemainingTables,
    ) -> Result<(), StoreError> {
        let results = self.batch(tables.round(account_id.as_str())).await?;
        let deleted = results.iter().step_by(2).map(changes).collect::<Result<Vec<_>, _>>()?;
        tables.note(&deleted);
        Ok(())
    }

    /// Deletes the account's own row and ends the deletion, both or neither. Fails if the account has rows of other tables
    /// that refer to it.
    pub async fn finish_account_deletion(
        &self,
        account_id: &AccountId,
        now_ms: UnixMillis,
    ) -> Result<(), StoreError> {
        self.batch(finish(account_id.as_str(), now_ms)).await.map(drop)
    }
}

fn begin(deletion: &NewAccountDeletion<'_>, now_ms: UnixMillis) -> Vec<Bound> {
    let account_id = deletion.account_id;
    let values = vec![
        account_id.into(),
        deletion.name.into(),
        deletion.id.into(),
        deletion.name_digest.into(),
        deletion.actor_kind.into(),
        deletion.actor_id.into(),
        now_ms.into(),
    ];
    vec![
        (BEGIN, values),
        (WITHDRAW, vec![account_id.into(), now_ms.into()]),
        (FIND_OF_ACCOUNT, vec![account_id.into()]),
        (EXISTS, vec![account_id.into()]),
    ]
}

fn advance(deletion: &AccountDeletion, stage: DeletionStage, position: &str) -> Bound {
    let values = vec![
        (&deletion.account_id).into(),
        deletion.stage.as_str().into(),
        deletion.position.as_str().into(),
        stage.as_str().into(),
        position.into(),
    ];
    (ADVANCE, values)
}

fn finish(account_id: &str, now_ms: UnixMillis) -> Vec<Bound> {
    vec![
        (DELETE_ACCOUNT, vec![account_id.into()]),
        (FINISH, vec![account_id.into(), now_ms.into()]),
        (FORGET_PASSES, vec![account_id.into()]),
    ]
}

#[cfg(test)]
mod tests;
