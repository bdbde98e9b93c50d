//! Deletes short-lived rows, of a day at most: counts, one-time codes, tokens, and gateways that wait for approval.

use runtime::log;
use store_d1::{Store, StoreError};
use worker::Env;

use crate::budget::Budget;

/// Interval between sweeps of accounts' rows.
const SWEEP_MINUTES: i64 = 15;
const HOUR_MS: i64 = 3_600_000;
/// Time for which an hour's count is needed: a sliding limit uses it until the following hour ends.
const COUNTED_FOR_MS: i64 = 2 * HOUR_MS;
const ROWS_PER_SWEEP: u32 = 1_000;
/// Maximum number of counts in one chunk. Unauthenticated callers cause counts; two chunks are more than their
/// ceilings allow in a minute.
const COUNTS_PER_SWEEP: u32 = 50_000;

/// Deletes a bounded number of each kind; the next run continues. A failing sweep does not stop the others.
pub(crate) async fn run(env: &Env, budget: &Budget, now_ms: i64) {
    say("strangers' counts", sweep_strangers_counts(env, budget, now_ms).await);
    // The other sweeps look at each account, so their cost grows with the number of accounts.
    if now_ms.div_euclid(60_000).rem_euclid(SWEEP_MINUTES) != 0 {
        return;
    }
    say("request counts", sweep_request_counts(env, budget, now_ms).await);
    say("counts of SMS", sweep_sms_counts(env, budget, now_ms).await);
    say("counts of wrong passwords", sweep_password_failures(env, budget, now_ms).await);
    say("one-time codes", sweep_codes(env, budget, now_ms).await);
    say("tokens", sweep_tokens(env, budget, now_ms).await);
    say("pending gateways", sweep_pending_gateways(env, budget, now_ms).await);
}

fn say(what: &str, swept: Result<(), StoreError>) {
    if let Err(error) = swept {
        let fields = [("swept", what), ("error", &error.to_string())];
        log::error("what was short-lived was not swept", &fields);
    }
}

/// Deletes counts without an account whose windows ended.
async fn sweep_strangers_counts(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(COUNTED_FOR_MS).saturating_add(1);
    let chunk = async || store.delete_strangers_counts(before_ms, COUNTS_PER_SWEEP).await;
    budget.work_off(1, chunk).await
}

/// Deletes counts of windows that ended.
async fn sweep_request_counts(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(COUNTED_FOR_MS).saturating_add(1);
    let chunk = async || store.delete_request_counts(before_ms, COUNTS_PER_SWEEP).await;
    budget.work_off(2, chunk).await
}

/// Deletes counts of SMS whose hour or day is over.
async fn sweep_sms_counts(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    budget.work_off(1, async || store.delete_sms_counts(now_ms, COUNTS_PER_SWEEP).await).await
}

/// Deletes old counts of wrong passwords.
async fn sweep_password_failures(
    env: &Env,
    budget: &Budget,
    now_ms: i64,
) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    budget.work_off(2, async || store.delete_password_failures(now_ms, ROWS_PER_SWEEP).await).await
}

/// Deletes one-time codes and attempts that no longer count.
async fn sweep_codes(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    budget.work_off(2, async || store.delete_uncounted_codes(now_ms, ROWS_PER_SWEEP).await).await
}

/// Deletes token pairs whose last token expired an hour ago.
async fn sweep_tokens(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(HOUR_MS);
    budget.work_off(1, async || store.delete_expired_tokens(before_ms, ROWS_PER_SWEEP).await).await
}

/// Deletes gateways that were not approved within a day.
async fn sweep_pending_gateways(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.delete_expired_pending_gateways(now_ms, ROWS_PER_SWEEP).await;
    budget.work_off(1, chunk).await
}
