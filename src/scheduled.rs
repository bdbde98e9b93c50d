//! The cron table. Every job is idempotent and bounded; the next run continues where one stops.
//!
//! All jobs of a run share the calls of one invocation. Pokes have their own share. The sweeps take turns at being
//! first, and each leaves some calls to those after it, so that one with much work does not stop the others.

use runtime::log;
use worker::{Env, ScheduledEvent};

use crate::{
    budget::Budget, masking_cron, pokes, relay_cron, retention_cron, short_lived_cron,
    strangers_cron,
};

/// Calls of a run that are reserved for pokes. The sweeps get the unused ones.
const CALLS_FOR_POKES: u32 = 23;
/// Number of groups of sweeps that take turns at being first.
const GROUPS: u32 = 5;
/// Calls that a group leaves to each group after it: enough to check for work and to do a part of it.
const CALLS_LEFT_TO_OTHERS: u32 = 6;

/// Runs the jobs that are due. The time is the event's own, so that tests and late runs use the scheduled time.
pub(crate) async fn handle(event: &ScheduledEvent, env: &Env) {
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds")]
    let now_ms = event.schedule() as i64;
    let budget = Budget::new();
    let for_pokes = budget.split(CALLS_FOR_POKES);
    if let Err(error) = pokes::reconcile_withdrawn(env, &for_pokes, now_ms).await {
        log::error("what was withdrawn was not reconciled", &[("error", &error.to_string())]);
    }
    if let Err(error) = pokes::run(env, &for_pokes, now_ms).await {
        log::error("dispatchers were not poked", &[("error", &error.to_string())]);
    }
    budget.merge(&for_pokes);
    let minute = now_ms.div_euclid(60_000);
    for turn in 0..GROUPS {
        let others = GROUPS.saturating_sub(turn).saturating_sub(1);
        // If fewer calls are left, each group gets an equal share.
        let fair = budget.left() / others.saturating_add(1);
        let reserved = others.saturating_mul(CALLS_LEFT_TO_OTHERS.min(fair));
        let part = budget.split(budget.left().saturating_sub(reserved));
        match minute.saturating_add(i64::from(turn)).rem_euclid(i64::from(GROUPS)) {
            0 => short_lived_cron::run(env, &part, now_ms).await,
            1 => masking_cron::run(env, &part, now_ms).await,
            2 => relay_cron::run(env, &part, now_ms).await,
            3 => strangers_cron::run(env, &part, now_ms).await,
            _ => retention_cron::run(env, &part, now_ms).await,
        }
        budget.merge(&part);
    }
}
