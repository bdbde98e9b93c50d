//! Ending proxy sessions that expired, and deleting those that ended long ago.

use runtime::{Settings, log};
use store_d1::{Store, StoreError, retention::horizon_ms};
use worker::Env;

use crate::budget::Budget;

/// Of either kind; a run takes up to twenty chunks.
const SESSIONS_PER_CHUNK: u32 = 500;
/// Of a chunk where no subscriber is told.
const CALLS_PER_CHUNK: u32 = 2;

/// Takes both further by a bounded number of sessions; the next minute takes up what is left. Where nothing
/// is due it costs two queries of keys.
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
    // What was said in a session is in messages, so it is kept for as long as they are.
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
