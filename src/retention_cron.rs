//! Deleting what was kept long enough: every minute a bounded number of rows, until a day's pass is done.

use runtime::{Settings, log};
use store_d1::{
    Store, StoreError,
    retention::{Pass, Swept, horizon_ms},
};
use worker::Env;

use crate::budget::Budget;

const ROWS_PER_CHUNK: u32 = 5_000;
/// Finding a chunk's rows, and the transaction that deletes them.
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
        if let Err(error) = sweep(env, budget, swept, horizon_ms(now_ms, days)).await {
            let fields = [("sweep", swept.name()), ("error", &error.to_string())];
            log::error("what was kept long enough was not deleted", &fields);
        }
    }
}

/// A day without anything to do costs one query a minute.
async fn sweep(env: &Env, budget: &Budget, swept: Swept, before_ms: i64) -> Result<(), StoreError> {
    if !budget.take(1) {
        return Ok(());
    }
    let store = Store::open(env)?;
    let begun = store.find_pass(swept).await?.filter(|pass| pass.is_for(before_ms));
    let mut pass = begun.unwrap_or_else(|| Pass::new(before_ms));
    if pass.is_finished() {
        return Ok(());
    }
    let mut outcome = Ok(());
    if !budget.take(1) {
        return Ok(());
    }
    for _ in 0..MAX_CHUNKS {
        if !budget.take(CALLS_PER_CHUNK) {
            break;
        }
        match store.sweep_chunk(swept, &mut pass, ROWS_PER_CHUNK).await {
            Ok(_) if pass.is_finished() => break,
            Ok(_) => {}
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    store.save_pass(swept, &pass).await?;
    outcome
}
