//! The log: one JSON object per line, an event of [`events`] with the fields of the context in which it happened.
//!
//! A context belongs to a request, to an object's command or alarm, or to a cron job. [`LogContext::scope`] makes it
//! the current one while a future runs, also between those of other requests, because it is set at every poll. Work
//! that continues after an answer keeps it ([`in_current_context`]). So code logs what happened, and never repeats in
//! whose request.

mod completion;
mod context;
mod throttle;

pub(crate) use completion::set_completion_logging;
pub use completion::{
    alarm_failed, command_completed, command_failed, job_completed, request_completed,
};
pub use context::{LogContext, ObjectName, current, in_context, in_current_context};
pub use log_events::{LogEvent, events};
pub use throttle::LogThrottle;

use log_events::{Level, line};
use worker::{console_error, console_log, console_warn};

/// Writes one line, with the current context's fields.
pub fn write(event: &dyn LogEvent) {
    let line = line(event, |write| {
        if let Some(context) = context::current() {
            context.each_field(write);
        }
    });
    match event.level() {
        Level::Error => console_error!("{line}"),
        Level::Warn => console_warn!("{line}"),
        Level::Info => console_log!("{line}"),
    }
}

/// Notes the account of the current context, once it is known.
pub fn set_account(account_id: &str) {
    if let Some(context) = current() {
        context.set_account(account_id);
    }
}
