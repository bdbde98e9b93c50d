//! Completion lines: one for each request, command and job that failed, or for all of them (`LOG_COMPLETIONS`).

use std::{cell::Cell, fmt::Display};

use log_events::events::RuntimeEvent;
use settings::CompletionLogging;
use unix_time::UnixMillis;

use super::write;
use crate::clock;

thread_local! {
    /// Whether successes are logged too. The settings of an isolate do not change.
    static LOGS_ALL: Cell<bool> = const { Cell::new(false) };
}

/// Applies the setting to everything that this isolate completes from now on.
pub(crate) fn set_completion_logging(logging: CompletionLogging) {
    LOGS_ALL.set(logging == CompletionLogging::All);
}

/// Logs that a request was answered with this status, in the current context.
pub fn request_completed(started_at_ms: UnixMillis, status: u16) {
    let failed = status >= 500;
    if !failed && !LOGS_ALL.get() {
        return;
    }
    let outcome = match status {
        ..400 => "ok",
        400..500 => "refused",
        _ => "failed",
    };
    let duration_ms = elapsed_ms(started_at_ms);
    let (status, duration_ms, outcome) = (&status, &duration_ms, &outcome);
    if failed {
        write(&RuntimeEvent::RequestFailed { status, duration_ms, outcome });
    } else {
        write(&RuntimeEvent::RequestCompleted { status, duration_ms, outcome });
    }
}

/// Logs that an object's command or alarm ended without a fault, in the current context. `failure` is a word for why
/// it was not successful all the same.
pub fn command_completed(started_at_ms: UnixMillis, failure: Option<&str>) {
    if failure.is_none() && !LOGS_ALL.get() {
        return;
    }
    let duration_ms = &elapsed_ms(started_at_ms);
    match failure {
        Some(outcome) => {
            write(&RuntimeEvent::CommandUnsuccessful { duration_ms, outcome: &outcome });
        }
        None => write(&RuntimeEvent::CommandCompleted { duration_ms, outcome: &"ok" }),
    }
}

/// Logs that a command ended with a fault, in the current context.
pub fn command_failed(started_at_ms: UnixMillis, error: &dyn Display) {
    write(&RuntimeEvent::CommandFailed { duration_ms: &elapsed_ms(started_at_ms), error });
}

/// Logs that an alarm ended with a fault, in the current context.
pub fn alarm_failed(started_at_ms: UnixMillis, error: &dyn Display) {
    write(&RuntimeEvent::AlarmFailed { duration_ms: &elapsed_ms(started_at_ms), error });
}

/// Logs that a cron job ended, in the current context.
pub fn job_completed<E: Display>(started_at_ms: UnixMillis, result: &Result<(), E>) {
    let duration_ms = &elapsed_ms(started_at_ms);
    match result {
        Err(error) => write(&RuntimeEvent::JobFailed { duration_ms, error }),
        Ok(()) if LOGS_ALL.get() => {
            write(&RuntimeEvent::JobCompleted { duration_ms, outcome: &"ok" });
        }
        Ok(()) => {}
    }
}

fn elapsed_ms(started_at_ms: UnixMillis) -> i64 {
    clock::now_ms().since(started_at_ms)
}
