//! Deletes data whose retention has ended: a bounded number of rows every minute, until the day's pass is done.

use runtime::{
    Settings,
    call_budget::CallBudget,
    log::{self, events::CronEvent},
};
use store_d1::{
    Store, StoreError,
    retention::{StoredSweepPass, SweepPass, SweepTarget, horizon_ms},
};
use worker::Env;

use super::cron_run::{CronRun, JobOutcome};

/// Days for which requests and answers of webhook attempts are kept.
const EXCHANGE_DAYS: u32 = 7;
const ROWS_PER_CHUNK: u32 = 5_000;
/// Calls per chunk: finding its rows, and the transaction that deletes them if there are any.
const CALLS_PER_CHUNK: u32 = 2;
/// Maximum number of chunks of each sweep in a minute, which is 10,000 rows, if the run has enough calls.
const MAX_CHUNKS: u32 = 2;

/// Advances every sweep whose pass for today is not done. A failing sweep does not stop the others.
pub(super) async fn sweep_all(run: &CronRun<'_>) -> JobOutcome {
    let CronRun { env, budget, now_ms } = *run;
    let settings = Settings::of(env)?;
    let Some(passes) = passes(env, budget).await? else { return Ok(()) };
    let kept = &settings.retention;
    // Never longer than the attempts that they belong to.
    let exchange_days = kept.webhook_attempts.unwrap_or(EXCHANGE_DAYS).min(EXCHANGE_DAYS);
    let sweeps = [
        (SweepTarget::Messages, kept.messages),
        (SweepTarget::InboundMessages, kept.inbound),
        (SweepTarget::InboxItems, kept.inbound),
        (SweepTarget::InboxAttachments, kept.inbound),
        (SweepTarget::WebhookAttempts, kept.webhook_attempts),
        (SweepTarget::WebhookExchanges, Some(exchange_days)),
        // Last, because the marks of deleted messages are what it deletes.
        (SweepTarget::ConversationReads, kept.inbound),
    ];
    for (swept, days) in sweeps {
        let Some(days) = days else { continue };
        let before_ms = horizon_ms(now_ms, days);
        let begun = passes.iter().find_map(|pass| pass.of(swept));
        // A pass of an earlier day, or under another setting, is given up for one with the current horizon.
        let begun = begun.filter(|pass| pass.is_for(before_ms));
        let pass = begun.unwrap_or_else(|| SweepPass::new(before_ms));
        if let Err(error) = sweep(env, budget, swept, pass).await {
            log::write(&CronEvent::RowsNotDeleted { sweep: &swept.name(), error: &error });
        }
    }
    Ok(())
}

/// Reads the progress of all sweeps. `None` when the run has no call left.
async fn passes(
    env: &Env,
    budget: &CallBudget,
) -> Result<Option<Vec<StoredSweepPass>>, StoreError> {
    if !budget.take(1) {
        return Ok(None);
    }
    Store::open(env)?.find_passes().await.map(Some)
}

/// Advances one sweep. A day without anything to delete costs only the reading of the sweeps' progress.
async fn sweep(
    env: &Env,
    budget: &CallBudget,
    swept: SweepTarget,
    mut pass: SweepPass,
) -> Result<(), StoreError> {
    if pass.is_finished() || budget.left() <= CALLS_PER_CHUNK {
        return Ok(());
    }
    let store = Store::open(env)?;
    // For saving the pass's progress.
    budget.spend(1);
    let mut outcome = Ok(());
    for _ in 0..MAX_CHUNKS {
        if budget.left() < CALLS_PER_CHUNK {
            break;
        }
        budget.spend(1);
        match store.sweep_chunk(swept, &mut pass, ROWS_PER_CHUNK).await {
            Ok(deleted) => budget.spend(u32::from(deleted > 0)),
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
        if pass.is_finished() {
            break;
        }
    }
    // Saved even if a chunk failed, so that the chunks before it are not repeated.
    store.save_pass(swept, &pass).await?;
    outcome
}
