//! The cron table. Every job is idempotent and bounded; what one run leaves, the next takes up.
//!
//! All jobs of a run share the calls of one invocation. Pokes have a share of their own. The sweeps take turns
//! at being first, so that one with much to do keeps no other from its turn for longer than a few minutes.

use runtime::log;
use store_d1::{Store, StoreError};
use worker::{Env, ScheduledEvent};

use crate::{budget::Budget, pokes, proxy_cron, relay_cron, retention_cron};

/// How often what counts for an hour is swept.
const SWEEP_MINUTES: i64 = 15;
const HOUR_MS: i64 = 3_600_000;
const ROWS_PER_SWEEP: u32 = 1_000;
/// Calls of a run that are for pokes. What they leave is for the sweeps.
const CALLS_FOR_POKES: u32 = 22;
/// Groups of sweeps that take turns.
const GROUPS: i64 = 4;

/// Runs what is due. The time is the event's own, so that a test or a late run gets what it asks for.
pub(crate) async fn handle(event: &ScheduledEvent, env: &Env) {
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds")]
    let now_ms = event.schedule() as i64;
    let budget = Budget::new();
    let for_pokes = budget.split(CALLS_FOR_POKES);
    if let Err(error) = pokes::reconcile_withdrawn(env, &for_pokes, now_ms).await {
        log::error("what was withdrawn was not reconciled", &[("error", &error.to_string())]);
    }
    if let Err(error) = pokes::run(env, &for_pokes, now_ms).await {
        log::error("dispatchers were not poked", &[("error", &error.to_string())]);
    }
    budget.merge(&for_pokes);
    let minute = now_ms.div_euclid(60_000);
    for turn in 0..GROUPS {
        match minute.saturating_add(turn).rem_euclid(GROUPS) {
            0 => sweep_short_lived(env, &budget, now_ms).await,
            1 => proxy_cron::run(env, &budget, now_ms).await,
            2 => relay_cron::run(env, &budget, now_ms).await,
            _ => retention_cron::run(env, &budget, now_ms).await,
        }
    }
}

/// Deletes what lives for a day at most.
async fn sweep_short_lived(env: &Env, budget: &Budget, now_ms: i64) {
    if now_ms.div_euclid(60_000).rem_euclid(SWEEP_MINUTES) != 0 {
        return;
    }
    if let Err(error) = sweep_pending_gateways(env, budget, now_ms).await {
        log::error("pending gateways were not swept", &[("error", &error.to_string())]);
    }
    if let Err(error) = sweep_codes(env, budget, now_ms).await {
        log::error("one-time codes were not swept", &[("error", &error.to_string())]);
    }
    if let Err(error) = sweep_tokens(env, budget, now_ms).await {
        log::error("tokens were not swept", &[("error", &error.to_string())]);
    }
    if let Err(error) = sweep_request_counts(env, budget, now_ms).await {
        log::error("request counts were not swept", &[("error", &error.to_string())]);
    }
}

/// Deletes gateways that were not approved within their day, a bounded number of them.
async fn sweep_pending_gateways(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.delete_expired_pending_gateways(now_ms, ROWS_PER_SWEEP).await;
    budget.work_off(1, chunk).await
}

/// Deletes one-time codes and attempts that no longer count, a bounded number of them.
async fn sweep_codes(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.delete_uncounted_codes(now_ms, ROWS_PER_SWEEP).await;
    budget.work_off(2, chunk).await
}

/// Deletes pairs of tokens whose last one expired an hour ago, a bounded number of them.
async fn sweep_tokens(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(HOUR_MS);
    budget.work_off(1, async || store.delete_expired_tokens(before_ms, ROWS_PER_SWEEP).await).await
}

/// Deletes counts of windows that ended and of passwords that were guessed long ago, a bounded number of them.
async fn sweep_request_counts(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(HOUR_MS);
    budget.work_off(1, async || store.delete_sms_counts(now_ms, ROWS_PER_SWEEP).await).await?;
    let failures = async || store.delete_password_failures(now_ms, ROWS_PER_SWEEP).await;
    budget.work_off(2, failures).await?;
    budget.work_off(2, async || store.delete_request_counts(before_ms, ROWS_PER_SWEEP).await).await
}
