//! The relay's jobs of every minute: unfinished publications, grants and consents, and reliability tests.

use runtime::{
    NodeAdmission, Settings,
    log::{self, events::CronEvent},
};
use store_d1::Store;

use super::cron_run::{CronRun, JobOutcome};

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

/// Ends reliability tests whose SMS was never forwarded.
pub(super) async fn time_out_tests(run: &CronRun<'_>) -> JobOutcome {
    let store = Store::open(run.env)?;
    let chunk = async || store.time_out_reliability_tests(run.now_ms, TESTS_PER_CHUNK).await;
    Ok(run.budget.work_off(2, chunk).await?)
}

/// Deletes nodes that were silent for long, and logs once an hour how many unlisted nodes ping.
pub(super) async fn tend_nodes(run: &CronRun<'_>) -> JobOutcome {
    let CronRun { env, budget, now_ms } = *run;
    let settings = Settings::of(env)?;
    if !budget.take(2) {
        return Ok(());
    }
    let Some(account_id) = publishing::account(env, &settings).await? else { return Ok(()) };
    let (store, nodes) = (Store::open(env)?, &settings.relay.nodes);
    let first_of_hour = now_ms.as_i64().rem_euclid(HOUR_MS) < MINUTE_MS;
    if first_of_hour && nodes.admission == NodeAdmission::Require {
        let since_ms = now_ms.saturating_sub(HOUR_MS);
        let strangers = store.count_strange_nodes(&account_id, since_ms, MAX_COUNTED).await?;
        if strangers > 0 {
            log::write(&CronEvent::UnlistedNodesPinged { count: &strangers });
        }
    }
    let Some(keep_ms) = nodes.keep_ms else { return Ok(()) };
    let before_ms = now_ms.saturating_sub(keep_ms);
    let chunk = async || store.delete_silent_nodes(&account_id, before_ms, NODES_PER_CHUNK).await;
    Ok(budget.work_off(2, chunk).await?)
}

/// Continues publications that were postponed, or that a Worker left half done.
pub(super) async fn resume_publications(run: &CronRun<'_>) -> JobOutcome {
    let settings = Settings::of(run.env)?;
    if run.budget.take(1) {
        publishing::run(run.env, &settings, run.now_ms, PUBLICATIONS_PER_RUN).await;
    }
    Ok(())
}

/// Revokes and rewraps grants, and deletes consents that expired.
pub(super) async fn sweep_grants(run: &CronRun<'_>) -> JobOutcome {
    let settings = Settings::of(run.env)?;
    if run.budget.take(CALLS_OF_GRANT_SWEEP) {
        platform_grants::sweep(run.env, &settings, run.now_ms).await;
    }
    Ok(())
}

/// Seals keys of gateway clients anew that are sealed under an older key.
pub(super) async fn reseal_client_keys(run: &CronRun<'_>) -> JobOutcome {
    let settings = Settings::of(run.env)?;
    if run.budget.take(1) {
        relay::reseal_client_keys(run.env, &settings).await?;
    }
    Ok(())
}

/// Deletes abandoned sign-ups and idle throttles.
pub(super) async fn delete_stale_users(run: &CronRun<'_>) -> JobOutcome {
    let (store, before_ms) = (Store::open(run.env)?, run.now_ms.saturating_sub(STALE_AFTER_MS));
    let chunk = async || store.delete_stale_relay_users(before_ms, USERS_PER_CHUNK).await;
    Ok(run.budget.work_off(4, chunk).await?)
}
