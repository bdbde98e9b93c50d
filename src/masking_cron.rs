//! Ends proxy sessions that expired, and deletes those that ended long ago.

use runtime::{Settings, log};
use store_d1::{Store, StoreError, retention::horizon_ms};
use worker::Env;

use crate::budget::Budget;

/// Sessions per chunk, for both jobs. A run makes up to twenty chunks of each.
const SESSIONS_PER_CHUNK: u32 = 500;
/// Calls per chunk, not counting those to notify subscribers.
const CALLS_PER_CHUNK: u32 = 2;

/// Advances both jobs by a bounded number of sessions; the next minute continues. Costs two key queries when
/// nothing is due.
pub(crate) async fn run(env: &Env, budget: &Budget, now_ms: i64) {
    if let Err(error) = expire(env, budget, now_ms).await {
        log::error("expired sessions were not ended", &[("error", &error.to_string())]);
    }
    let settings = match Settings::of(env) {
        Ok(settings) => settings,
        Err(error) => {
            log::error("the deployment is not configured", &[("error", &error.to_string())]);
            return;
        }
    };
    // The texts of a session are in messages, so sessions are kept as long as messages.
    let Some(days) = settings.retention.messages else { return };
    if let Err(error) = delete(env, budget, horizon_ms(now_ms, days)).await {
        log::error("ended sessions were not deleted", &[("error", &error.to_string())]);
    }
}

async fn expire(env: &Env, budget: &Budget, now_ms: i64) -> Result<(), StoreError> {
    let chunk = async || number_proxy::expire(env, now_ms, SESSIONS_PER_CHUNK).await;
    budget.work_off(CALLS_PER_CHUNK, chunk).await
}

async fn delete(env: &Env, budget: &Budget, before_ms: i64) -> Result<(), StoreError> {
    let store = Store::open(env)?;
    let chunk = async || store.delete_ended_sessions(before_ms, SESSIONS_PER_CHUNK).await;
    budget.work_off(CALLS_PER_CHUNK, chunk).await
}
