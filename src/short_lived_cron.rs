//! Deleting what lives for a day at most: counts, one-time codes, tokens, gateways that await approval.

use runtime::log;
use store_d1::{Store, StoreError};
use worker::Env;

use crate::budget::Budget;

/// How often rows of accounts are swept.
const SWEEP_MINUTES: i64 = 15;
const HOUR_MS: i64 = 3_600_000;
/// A window of an hour counts until the one after it ends, in a sliding limit.
const COUNTED_FOR_MS: i64 = 2 * HOUR_MS;
const ROWS_PER_SWEEP: u32 = 1_000;
/// Strangers cause counts: two chunks of them are more than their ceilings let come in a minute.
const COUNTS_PER_SWEEP: u32 = 50_000;

/// Deletes a bounded number of each kind; the next run takes up what is left. A sweep that fails keeps no other
/// from its turn.
pub(crate) async fn run(env: &Env, budget: &Budget, now_ms: i64) {
    say("strangers' counts", sweep_strangers_counts(env, budget, now_ms).await);
    // The other sweeps look at each account, so that their cost grows with the accounts.
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

/// Deletes counts of no account whose windows ended.
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

/// Deletes counts of wrong passwords that were last added to long ago.
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

/// Deletes pairs of tokens whose last one expired an hour ago.
async fn sweep_tokens(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let before_ms = now_ms.saturating_sub(HOUR_MS);
    budget.work_off(1, async || store.delete_expired_tokens(before_ms, ROWS_PER_SWEEP).await).await
}

/// Deletes gateways that were not approved within their day.
async fn sweep_pending_gateways(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.delete_expired_pending_gateways(now_ms, ROWS_PER_SWEEP).await;
    budget.work_off(1, chunk).await
}
