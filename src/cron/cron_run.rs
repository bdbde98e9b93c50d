//! The arguments and the outcome of a job.

use std::error::Error;

use runtime::call_budget::CallBudget;
use unix_time::UnixMillis;
use worker::Env;

/// One run of the cron, as a job sees it.
pub(super) struct CronRun<'a> {
    pub(super) env: &'a Env,
    /// Calls that are left to the job's group.
    pub(super) budget: &'a CallBudget,
    /// Scheduled time of the run.
    pub(super) now_ms: UnixMillis,
}

/// Outcome of a job. An error is logged with the job's name, and the next run tries again.
pub(super) type JobOutcome = Result<(), Box<dyn Error>>;
