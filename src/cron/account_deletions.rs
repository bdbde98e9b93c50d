//! Goes on with the deletion of accounts.

use account_deletion::advance;
use runtime::log::{self, events::CronEvent};
use store_d1::Store;

use super::cron_run::{CronRun, JobOutcome};

/// Maximum number of deletions that are read in a minute. More are begun only by an operator who deletes that many accounts
/// at once; they wait until the first ones are finished.
const MAX_UNDER_WAY: u32 = 20;
/// One in this many calls is left to the group's other jobs.
const PART_OF_OTHERS: u32 = 4;

/// Advances deletions by a bounded amount; the next minute continues. Costs one query when there are none.
pub(super) async fn advance_all(run: &CronRun<'_>) -> JobOutcome {
    let CronRun { env, budget, now_ms } = *run;
    if !budget.take(1) {
        return Ok(());
    }
    let store = Store::open(env)?;
    let mut deletions = store.account_deletions_under_way(MAX_UNDER_WAY).await?;
    if deletions.is_empty() {
        return Ok(());
    }
    // Each minute begins with another one, so that one with much data or a broken object does not stop the others.
    let minute = usize::try_from(now_ms.minute()).unwrap_or(0);
    let at = minute.checked_rem(deletions.len()).unwrap_or(0);
    deletions.rotate_left(at);
    // Some of the calls are left to the jobs after this one, and so are those that it does not use.
    let part = budget.split(budget.left().saturating_sub(budget.left() / PART_OF_OTHERS));
    for deletion in deletions {
        let account_id = deletion.account_id.clone();
        let advanced = advance(env, &store, deletion, now_ms, &part).await;
        if let Err(error) = advanced {
            let account_id = &account_id.as_str();
            log::write(&CronEvent::AccountDeletionDelayed { account_id, error: &error });
        }
    }
    budget.merge(&part);
    Ok(())
}
