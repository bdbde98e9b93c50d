//! The stages that delete rows.

use runtime::call_budget::CallBudget;
use store_d1::{
    Store,
    accounts::deletions::{AccountDeletion, DeletionStage, RemainingTables},
};
use unix_time::UnixMillis;

use crate::{DeletionFault, Step};

/// Maximum number of rounds in one run, whose rows together stay below what a minute's retention deletes of one table.
const MAX_ROUNDS: u32 = 8;

/// Deletes rows that name no object. Returns the next stage when all are gone.
pub(crate) async fn run(
    store: &Store,
    deletion: &AccountDeletion,
    calls: &CallBudget,
) -> Result<Option<Step>, DeletionFault> {
    let is_done = delete_all(store, deletion, calls).await?;
    Ok((is_done && calls.take(1)).then(|| Step::to_stage(DeletionStage::ObjectsAgain)))
}

/// Deletes the rows that are left, and the account.
pub(crate) async fn finish(
    store: &Store,
    deletion: &AccountDeletion,
    now_ms: UnixMillis,
    calls: &CallBudget,
) -> Result<(), DeletionFault> {
    if delete_all(store, deletion, calls).await? && calls.take(1) {
        store.finish_account_deletion(&deletion.account_id, now_ms).await?;
    }
    Ok(())
}

/// Deletes rows of the stage's tables. Returns whether a round over all of them found none; a run that was cut short starts
/// over with all tables.
async fn delete_all(
    store: &Store,
    deletion: &AccountDeletion,
    calls: &CallBudget,
) -> Result<bool, DeletionFault> {
    let mut tables = RemainingTables::of(deletion.stage);
    for _ in 0..MAX_ROUNDS {
        if tables.is_done() || !calls.take(1) {
            break;
        }
        store.delete_account_rows(&deletion.account_id, &mut tables).await?;
    }
    Ok(tables.is_done())
}
