//! The relay's jobs of every minute: unfinished publications, grants and consents, and reliability tests.

use runtime::{NodeAdmission, Settings, log};
use store_d1::{Store, StoreError};
use worker::Env;

use crate::budget::Budget;

const TESTS_PER_CHUNK: u32 = 500;
/// Age at which an abandoned sign-up or an idle throttle is deleted. It is twice the longest throttle.
const STALE_AFTER_MS: i64 = 48 * 3_600_000;
const USERS_PER_CHUNK: u32 = 500;
/// Maximum number of publications that one run continues. They do not count against the Free plan's calls: an
/// accepted publication has a day to be published, and publishing needs the Paid plan anyway, for the CPU of
/// passwords and RSA.
const PUBLICATIONS_PER_RUN: u32 = 100;
/// Calls of the sweep of grants when it has nothing to do.
const CALLS_OF_GRANT_SWEEP: u32 = 3;
const NODES_PER_CHUNK: u32 = 500;
/// Interval of the log line about pinging nodes that are not listed.
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// Maximum number of unlisted nodes that are counted; the log line only has to show that there are many.
const MAX_COUNTED: u32 = 1_000;

/// Advances each job by a bounded amount; the next minute continues. A failing job does not stop the others.
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
    if budget.take(CALLS_OF_GRANT_SWEEP) {
        platform_grants::sweep(env, &settings, now_ms).await;
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

/// Deletes nodes that were silent for long, and logs once an hour how many unlisted nodes ping.
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

/// Ends reliability tests whose SMS was never forwarded.
async fn time_out_tests(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.time_out_reliability_tests(now_ms, TESTS_PER_CHUNK).await;
    budget.work_off(2, chunk).await
}
