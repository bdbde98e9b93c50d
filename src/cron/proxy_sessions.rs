//! Ends proxy sessions that expired, and deletes those that ended long ago.

use runtime::Settings;
use store_d1::{Store, retention::horizon_ms};

use super::cron_run::{CronRun, JobOutcome};

/// Sessions per chunk, for both jobs. A run makes up to twenty chunks of each.
const SESSIONS_PER_CHUNK: u32 = 500;
/// Calls per chunk, not counting those to notify subscribers.
const CALLS_PER_CHUNK: u32 = 2;

/// Ends a bounded number of sessions; the next minute continues. Costs one key query when none is due.
pub(super) async fn end_expired(run: &CronRun<'_>) -> JobOutcome {
    let chunk = async || number_proxy::expire(run.env, run.now_ms, SESSIONS_PER_CHUNK).await;
    Ok(run.budget.work_off(CALLS_PER_CHUNK, chunk).await?)
}

/// Deletes a bounded number of sessions; the next minute continues. Costs one key query when none is due.
pub(super) async fn delete_ended(run: &CronRun<'_>) -> JobOutcome {
    // The texts of a session are in messages, so sessions are kept as long as messages.
    let Some(days) = Settings::of(run.env)?.retention.messages else { return Ok(()) };
    let (store, before_ms) = (Store::open(run.env)?, horizon_ms(run.now_ms, days));
    let chunk = async || store.delete_ended_sessions(before_ms, SESSIONS_PER_CHUNK).await;
    Ok(run.budget.work_off(CALLS_PER_CHUNK, chunk).await?)
}
