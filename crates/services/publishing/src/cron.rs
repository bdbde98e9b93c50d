//! Resumes due publications: those left half done, those that a platform asked to delay, and those whose sender has not
//! been told the result.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use runtime::{
    Settings,
    log::{self, events::PublicationEvent},
};
use store_d1::{Store, relay::publications::progress::PublicationLease};
use unix_time::UnixMillis;
use worker::Env;

use crate::{
    account,
    ports::{PortFault, Ports},
    publication_steps::announce_steps,
    random_ids, result_delivery,
    result_sms::ResultSms,
    turn,
    worker_ports::WorkerPorts,
};

const AT_ONCE: usize = 4;

/// Resumes at most `most` publications that are due at `now_ms`. If none is due, this costs one query.
pub async fn run(env: &Env, settings: &Arc<Settings>, now_ms: UnixMillis, most: u32) {
    if let Err(fault) = resume_due(env, settings, now_ms, most).await {
        log::write(&PublicationEvent::DueNotFound { error: &fault });
    }
}

async fn resume_due(
    env: &Env,
    settings: &Arc<Settings>,
    now_ms: UnixMillis,
    most: u32,
) -> Result<(), PortFault> {
    let Some(account_id) = account(env, settings).await? else { return Ok(()) };
    let due = Store::open(env)?.due_publications(&account_id, now_ms, most).await?;
    if due.is_empty() {
        return Ok(());
    }
    let ports = WorkerPorts::open(env, settings, &account_id)?.with_time(now_ms);
    let each = stream::iter(due).for_each_concurrent(AT_ONCE, |fingerprint| {
        let (ports, account_id) = (&ports, &account_id);
        async move {
            let resumed = resume_one(ports, &fingerprint, now_ms).await;
            announce_steps(env, account_id, &ports.take_steps()).await;
            match resumed {
                Ok(Some(sms)) => {
                    result_delivery::send_result_sms(
                        env,
                        account_id,
                        settings.default_region,
                        &sms,
                    )
                    .await;
                }
                Ok(None) => {}
                Err(fault) => log::write(&PublicationEvent::NotResumed { error: &fault }),
            }
        }
    });
    each.await;
    Ok(())
}

async fn resume_one(
    ports: &impl Ports,
    fingerprint: &str,
    now_ms: UnixMillis,
) -> Result<Option<ResultSms>, PortFault> {
    let lease = random_ids::lease_id(ports);
    let held = PublicationLease { fingerprint, lease: &lease };
    let until_ms = ports.now_ms().saturating_add(ports.lease_ms());
    match ports.resume_lease(held, now_ms, until_ms).await? {
        Some(taken) => Ok(turn::resume(ports, taken, lease).await.result_sms),
        // Another worker has taken it since it was listed.
        None => Ok(None),
    }
}
