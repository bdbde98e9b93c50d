//! The cron: runs the jobs of [`jobs::JOBS`] every minute. Every job is idempotent and bounded; the next run continues
//! where one stops.
//!
//! All jobs of a run share the calls of one invocation. Pokes have their own share. The groups of sweeps take turns at
//! being first, and each leaves some calls to those after it, so that one with much work does not stop the others.

mod account_deletions;
mod callback_endpoints;
mod cron_run;
mod dispatcher_pokes;
mod expired_rows;
mod jobs;
mod proxy_sessions;
mod relay;
mod retention;
mod unused_accounts;

use runtime::{
    Settings,
    call_budget::CallBudget,
    clock,
    log::{self, LogContext},
};
use unix_time::UnixMillis;
use worker::{Env, ScheduledEvent};

use cron_run::CronRun;
use jobs::{JOBS, JobGroup};

/// Calls of one run. The Free plan ends an invocation at 50; the rest is for jobs that do not count their calls.
const CALLS_PER_RUN: u32 = 45;
/// Calls of a run that are reserved for pokes. The sweeps get the unused ones.
const CALLS_FOR_POKES: u32 = 23;
/// Number of groups of sweeps.
const GROUPS: u32 = 5;
/// Groups of sweeps in the order of their turns. In each minute another one is first.
const SWEEPS: [JobGroup; GROUPS as usize] = [
    JobGroup::ExpiredRows,
    JobGroup::ProxySessions,
    JobGroup::Relay,
    JobGroup::UnusedAccounts,
    JobGroup::Retention,
];
/// Calls that a group leaves to each group after it: enough to check for work and to do a part of it.
const CALLS_LEFT_TO_OTHERS: u32 = 6;

/// Runs the jobs that are due. The time is the event's own, so that tests and late runs use the scheduled time.
pub(crate) async fn handle(event: &ScheduledEvent, env: &Env) {
    // The settings say what is logged, and the first jobs do not read them. A fault is logged by a job that needs them.
    let _ = Settings::of(env);
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds")]
    let now_ms = UnixMillis::new(event.schedule() as i64);
    let budget = CallBudget::new(CALLS_PER_RUN);
    let for_pokes = budget.split(CALLS_FOR_POKES);
    run_group(JobGroup::Pokes, &CronRun { env, budget: &for_pokes, now_ms }).await;
    budget.merge(&for_pokes);
    for (group, others) in group_order(now_ms) {
        let part = budget.split(share(budget.left(), others));
        run_group(group, &CronRun { env, budget: &part, now_ms }).await;
        budget.merge(&part);
    }
}

/// Runs the jobs of one group that are due. A failing job does not stop the others.
async fn run_group(group: JobGroup, run: &CronRun<'_>) {
    let minute = run.now_ms.minute();
    for job in JOBS.iter().filter(|job| job.group == group && job.is_due(minute)) {
        let observed = async {
            let started_at_ms = clock::now_ms();
            let result = (job.run)(run).await;
            log::job_completed(started_at_ms, &result);
        };
        LogContext::job(job.name).scope(observed).await;
    }
}

/// Returns the groups of sweeps in the order of this minute, each with the number of groups after it.
fn group_order(now_ms: UnixMillis) -> impl Iterator<Item = (JobGroup, u32)> {
    let minute = now_ms.minute();
    let first = usize::try_from(minute.rem_euclid(i64::from(GROUPS))).unwrap_or(0);
    let in_turn = SWEEPS.into_iter().cycle().skip(first).take(SWEEPS.len());
    in_turn.zip((0..GROUPS).rev())
}

/// Returns the calls of a group, of those that are left to it and to the others after it. If few are left, each
/// group gets an equal share.
fn share(left: u32, others: u32) -> u32 {
    let fair = left / others.saturating_add(1);
    left.saturating_sub(others.saturating_mul(CALLS_LEFT_TO_OTHERS.min(fair)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: i64 = 60_000;

    #[test]
    fn each_group_is_first_once_in_five_minutes() {
        let first: Vec<JobGroup> = (0..5)
            .map(|minute| group_order(UnixMillis::new(minute * MINUTE_MS)).next().unwrap().0)
            .collect();
        assert_eq!(first, SWEEPS);
        let third: Vec<(JobGroup, u32)> =
            group_order(UnixMillis::new(2 * MINUTE_MS + 59_999)).collect();
        let expected = [
            (JobGroup::Relay, 4),
            (JobGroup::UnusedAccounts, 3),
            (JobGroup::Retention, 2),
            (JobGroup::ExpiredRows, 1),
            (JobGroup::ProxySessions, 0),
        ];
        assert_eq!(third, expected);
    }

    #[test]
    fn each_group_leaves_calls_to_those_after_it() {
        let mut left = 22;
        let mut shares = Vec::new();
        for (_, others) in group_order(UnixMillis::EPOCH) {
            shares.push((share(left, others), others));
            left -= share(left, others);
        }
        assert_eq!(shares, [(6, 4), (4, 3), (4, 2), (4, 1), (4, 0)]);
        assert_eq!((share(45, 4), share(45, 0), share(0, 4)), (21, 45, 0));
    }
}
