//! The cron table. Every job is idempotent and bounded; what one run leaves, the next takes up.

use contracts::dispatcher::Poke;
use futures_util::stream::{self, StreamExt};
use identity::AccountId;
use runtime::{
    log,
    objects::{self, ObjectClass},
};
use store_d1::Store;
use worker::{Env, ScheduledEvent};

use crate::{chunks, proxy_cron, relay_cron, retention_cron, strangers_cron};

/// Dispatchers that did something in this long are reminded of their alarm.
const ACTIVE_WITHIN_MS: i64 = 24 * 3_600_000;
const MAX_POKES: u32 = 1_000;
const CONCURRENT_POKES: usize = 6;
/// Every so many minutes they also read what may have changed behind their backs.
const RECONCILE_MINUTES: i64 = 5;
/// How often what counts for an hour is swept.
const SWEEP_MINUTES: i64 = 15;
const HOUR_MS: i64 = 3_600_000;
const ROWS_PER_SWEEP: u32 = 1_000;
/// Twenty chunks of them are more than all policies' subjects, which are bounded, can become in a minute.
const COUNTS_PER_SWEEP: u32 = 10_000;
/// A window of an hour counts until the one after it ends, in a sliding limit.
const COUNTED_FOR_MS: i64 = 2 * HOUR_MS;

/// Runs what is due. The time is the event's own, so that a test or a late run gets what it asks for.
pub(crate) async fn handle(event: &ScheduledEvent, env: &Env) {
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds")]
    let scheduled_at_ms = event.schedule() as i64;
    if let Err(error) = poke_active_dispatchers(env, scheduled_at_ms).await {
        log::error("dispatchers were not poked", &[("error", &error.to_string())]);
    }
    if is_every(SWEEP_MINUTES, scheduled_at_ms) {
        if let Err(error) = sweep_codes(env, scheduled_at_ms).await {
            log::error("one-time codes were not swept", &[("error", &error.to_string())]);
        }
        if let Err(error) = sweep_tokens(env, scheduled_at_ms).await {
            log::error("tokens were not swept", &[("error", &error.to_string())]);
        }
    }
    // Strangers cause these, so they are swept as fast as they can come.
    if let Err(error) = sweep_request_counts(env, scheduled_at_ms).await {
        log::error("request counts were not swept", &[("error", &error.to_string())]);
    }
    proxy_cron::run(env, scheduled_at_ms).await;
    relay_cron::run(env, scheduled_at_ms).await;
    retention_cron::run(env, scheduled_at_ms).await;
    strangers_cron::run(env, scheduled_at_ms).await;
}

/// An alarm that was lost, for whatever reason, is set again within a minute.
async fn poke_active_dispatchers(env: &Env, now_ms: i64) -> Result<(), store_d1::StoreError> {
    let since_ms = now_ms.saturating_sub(ACTIVE_WITHIN_MS);
    let reconcile = is_every(RECONCILE_MINUTES, now_ms);
    let accounts = Store::open(env)?.active_accounts(since_ms, MAX_POKES).await?;
    stream::iter(accounts)
        .for_each_concurrent(CONCURRENT_POKES, |account_id| poke(env, account_id, reconcile))
        .await;
    Ok(())
}

/// Whether the minute is one of every so many.
fn is_every(minutes: i64, now_ms: i64) -> bool {
    now_ms.div_euclid(60_000).rem_euclid(minutes) == 0
}

/// Deletes one-time codes and attempts that no longer count, a bounded number of them.
async fn sweep_codes(env: &Env, now_ms: i64) -> Result<(), store_d1::StoreError> {
    let store = Store::open(env)?;
    chunks::work_off(async || store.delete_uncounted_codes(now_ms, ROWS_PER_SWEEP).await).await
}

/// Deletes pairs of tokens whose last one expired an hour ago, a bounded number of them.
async fn sweep_tokens(env: &Env, now_ms: i64) -> Result<(), store_d1::StoreError> {
    let store = Store::open(env)?;
    chunks::work_off(async || {
        store.delete_expired_tokens(now_ms.saturating_sub(HOUR_MS), ROWS_PER_SWEEP).await
    })
    .await
}

/// Deletes counts of windows that ended, a bounded number of them.
async fn sweep_request_counts(env: &Env, now_ms: i64) -> Result<(), store_d1::StoreError> {
    let store = Store::open(env)?;
    chunks::work_off(async || {
        let before_ms = now_ms.saturating_sub(COUNTED_FOR_MS).saturating_add(1);
        store.delete_request_counts(before_ms, COUNTS_PER_SWEEP).await
    })
    .await
}

async fn poke(env: &Env, account_id: AccountId, reconcile: bool) {
    let command = Poke { reconcile };
    let called = objects::call(env, ObjectClass::Dispatcher, account_id.as_str(), command).await;
    if let Err(error) = called {
        let fields = [("account.id", account_id.as_str()), ("error", &error.to_string())];
        log::warn("a dispatcher was not poked", &fields);
    }
}
