//! Resumes due publications: those left half done, those that a platform asked to delay, and those whose sender has not
//! been told the result.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use runtime::{Settings, log};
use store_d1::{Store, relay::publications::progress::Held};
use worker::Env;

use crate::{
    account,
    desk::{Desk, Fault},
    drive, engine, results,
    worker_desk::WorkerDesk,
};

/// Maximum number of publications per run.
const PER_RUN: u32 = 100;
const AT_ONCE: usize = 4;
const LEASE_BYTES: usize = 8;

/// Resumes at most `most` publications (never more than 100) that are due at `now_ms`, and returns how many were due.
/// If none is due, this costs one query.
pub async fn run(env: &Env, settings: &Arc<Settings>, now_ms: i64, most: u32) -> u32 {
    take_up(env, settings, now_ms, most.min(PER_RUN)).await.unwrap_or_else(|fault| {
        log::error("publications were not taken up", &[("error", &fault.to_string())]);
        0
    })
}

async fn take_up(
    env: &Env,
    settings: &Arc<Settings>,
    now_ms: i64,
    most: u32,
) -> Result<u32, Fault> {
    let Some(account_id) = account(env, settings).await? else { return Ok(0) };
    let due = Store::open(env)?.due_publications(&account_id, now_ms, most).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let taken = u32::try_from(due.len()).unwrap_or(most);
    let desk = WorkerDesk::open(env, settings, &account_id)?.with_time(now_ms);
    let each = stream::iter(due).for_each_concurrent(AT_ONCE, |fingerprint| {
        let (desk, account_id) = (&desk, &account_id);
        async move {
            match one(desk, &fingerprint, now_ms).await {
                Ok(Some(sms)) => {
                    results::tell(env, account_id, settings.default_region, &sms).await;
                }
                Ok(None) => {}
                Err(fault) => {
                    log::error("a publication was not taken up", &[("error", &fault.to_string())]);
                }
            }
        }
    });
    each.await;
    Ok(taken)
}

async fn one(
    desk: &impl Desk,
    fingerprint: &str,
    now_ms: i64,
) -> Result<Option<crate::ResultSms>, Fault> {
    let lease = engine::random_hex::<LEASE_BYTES>(desk);
    let held = Held { fingerprint, lease: &lease };
    let until_ms = desk.now_ms().saturating_add(desk.lease_ms());
    match desk.take_up(held, now_ms, until_ms).await? {
        Some(taken) => Ok(drive::go_on(desk, taken, lease).await.result_sms),
        None => Ok(None),
    }
}
