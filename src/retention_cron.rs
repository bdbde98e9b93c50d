//! Deleting what was kept long enough: every minute a bounded number of rows, until a day's pass is done.

use runtime::{Settings, log};
use store_d1::{
    Store, StoreError,
    retention::{NamedPass, Pass, Swept, horizon_ms},
};
use worker::Env;

use crate::budget::Budget;

const ROWS_PER_CHUNK: u32 = 5_000;
/// Finding a chunk's rows, and the transaction that deletes them where there are any.
const CALLS_PER_CHUNK: u32 = 2;
/// Of each sweep in a minute: 10,000 rows, as far as the run's calls last.
const MAX_CHUNKS: u32 = 2;

/// Takes every sweep further whose pass for today is not done. One that fails keeps nobody else waiting.
pub(crate) async fn run(env: &Env, budget: &Budget, now_ms: i64) {
    let settings = match Settings::of(env) {
        Ok(settings) => settings,
        Err(error) => {
            log::error("the deployment is not configured", &[("error", &error.to_string())]);
            return;
        }
    };
    let passes = match passes(env, budget).await {
        Ok(Some(passes)) => passes,
        Ok(None) => return,
        Err(error) => {
            log::error("retention was not begun", &[("error", &error.to_string())]);
            return;
        }
    };
    let kept = &settings.retention;
    let sweeps = [
        (Swept::Messages, kept.messages),
        (Swept::InboundMessages, kept.inbound),
        (Swept::InboxItems, kept.inbound),
        (Swept::InboxAttachments, kept.inbound),
        (Swept::WebhookAttempts, kept.webhook_attempts),
    ];
    for (swept, days) in sweeps {
        let Some(days) = days else { continue };
        let before_ms = horizon_ms(now_ms, days);
        let begun = passes.iter().find_map(|pass| pass.of(swept));
        let begun = begun.filter(|pass| pass.is_for(before_ms));
        let pass = begun.unwrap_or_else(|| Pass::new(before_ms));
        if let Err(error) = sweep(env, budget, swept, pass).await {
            let fields = [("sweep", swept.name()), ("error", &error.to_string())];
            log::error("what was kept long enough was not deleted", &fields);
        }
    }
}

/// Where all sweeps stand. `None`: the run has no call left.
async fn passes(env: &Env, budget: &Budget) -> Result<Option<Vec<NamedPass>>, StoreError> {
    if !budget.take(1) {
        return Ok(None);
    }
    Store::open(env)?.find_passes().await.map(Some)
}

/// Takes one sweep further. A day without anything to do costs nothing beyond reading where the sweeps stand.
async fn sweep(env: &Env, budget: &Budget, swept: Swept, mut pass: Pass) -> Result<(), StoreError> {
    if pass.is_finished() || budget.left() <= CALLS_PER_CHUNK {
        return Ok(());
    }
    let store = Store::open(env)?;
    // For noting how far the pass has come.
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
    store.save_pass(swept, &pass).await?;
    outcome
}
