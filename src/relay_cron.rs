//! What the relay needs every minute: publications that were left half done, grants and consents, tests.

use runtime::{NodeAdmission, Settings, log};
use store_d1::{Store, StoreError};
use worker::Env;

use crate::budget::Budget;

const TESTS_PER_CHUNK: u32 = 500;
/// A sign-up that nobody went on with, and a throttle that nothing was added to, are kept for so long; the longest
/// throttle is half of it.
const STALE_AFTER_MS: i64 = 48 * 3_600_000;
const USERS_PER_CHUNK: u32 = 500;
/// Publications that one run takes up. They are not held to the calls of a Free plan: what was accepted has a day to be
/// published in, and whoever publishes needs the Paid plan anyway, for the CPU of passwords and RSA.
const PUBLICATIONS_PER_RUN: u32 = 100;
/// Calls of the vault that find nothing to do.
const CALLS_OF_VAULT: u32 = 3;
const NODES_PER_CHUNK: u32 = 500;
/// How often it is said that nodes ping which nobody sees.
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// More strangers than this are not counted: the row says that there are many.
const MAX_COUNTED: u32 = 1_000;

/// Takes each further by a bounded amount; the next minute takes up what is left. One that fails keeps nobody
/// else waiting.
pub(crate) async fn run(env: &Env, budget: &Budget, now_ms: i64) {
    if let Err(error) = time_out_tests(env, budget, now_ms).await {
        log::error("reliability tests were not ended", &[("error", &error.to_string())]);
    }
    let settings = match Settings::of(env) {
        Ok(settings) => settings,
        Err(error) => {
            log::error("the deployment is not configured", &[("error", &error.to_string())]);
            return;
        }
    };
    if let Err(error) = tend_nodes(env, &settings, budget, now_ms).await {
        log::error("silent nodes were not deleted", &[("error", &error.to_string())]);
    }
    if budget.take(1) {
        publishing::run(env, &settings, now_ms, PUBLICATIONS_PER_RUN).await;
    }
    if budget.take(CALLS_OF_VAULT) {
        vault::sweep(env, &settings, now_ms).await;
    }
    if budget.take(1)
        && let Err(error) = relay::reseal_client_keys(env, &settings).await
    {
        let fields = [("error", &*error.to_string())];
        log::error("gateway clients' keys were not sealed anew", &fields);
    }
    let stale_ms = now_ms.saturating_sub(STALE_AFTER_MS);
    if let Err(error) = delete_stale_users(env, budget, stale_ms).await {
        log::error("stale sign-ups were not deleted", &[("error", &error.to_string())]);
    }
}

/// Deletes nodes that were silent for long, and says once an hour how many ping that are not listed.
async fn tend_nodes(
    env: &Env,
    settings: &Settings,
    budget: &Budget,
    now_ms: i64,
) -> Result<(), StoreError> {
    if !budget.take(2) {
        return Ok(());
    }
    let Some(account_id) = publishing::account(env, settings).await? else { return Ok(()) };
    let (store, nodes) = (Store::open(env)?, &settings.relay.nodes);
    let first_of_hour = now_ms.rem_euclid(HOUR_MS) < MINUTE_MS;
    if first_of_hour && nodes.admission == NodeAdmission::Require {
        let since_ms = now_ms.saturating_sub(HOUR_MS);
        let strangers = store.count_strange_nodes(&account_id, since_ms, MAX_COUNTED).await?;
        if strangers > 0 {
            let fields = [("nodes", &*strangers.to_string())];
            log::warn("nodes ping that are not listed", &fields);
        }
    }
    let Some(keep_ms) = nodes.keep_ms else { return Ok(()) };
    let before_ms = now_ms.saturating_sub(keep_ms);
    let chunk = async || store.delete_silent_nodes(&account_id, before_ms, NODES_PER_CHUNK).await;
    budget.work_off(2, chunk).await
}

async fn delete_stale_users(env: &Env, budget: &Budget, before_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.delete_stale_relay_users(before_ms, USERS_PER_CHUNK).await;
    budget.work_off(4, chunk).await
}

/// Ends reliability tests that nobody forwarded.
async fn time_out_tests(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.time_out_reliability_tests(now_ms, TESTS_PER_CHUNK).await;
    budget.work_off(2, chunk).await
}
