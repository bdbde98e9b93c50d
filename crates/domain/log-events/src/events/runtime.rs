//! Events of every request, object and job.

use crate::event::events;

events! {
    /// Requests, commands, alarms and jobs in general.
    RuntimeEvent, "Requests, objects and jobs" {
        /// A request was answered. Written for every request under `LOG_COMPLETIONS=all`, otherwise for none that
        /// succeeded.
        RequestCompleted { status, duration_ms, outcome } = Info "a request was answered",
        /// A request was answered with a status of 500 or more. A line before it with the same `request.id` says why.
        RequestFailed { status, duration_ms, outcome } = Warn "a request failed",
        /// An object ran a command, an alarm or a socket event. Written under `LOG_COMPLETIONS=all` only.
        CommandCompleted { duration_ms, outcome } = Info "an object's command ended",
        /// A command, an alarm or a socket event of an object failed or was refused for lack of room. A line before it
        /// with the same `object` says why.
        CommandUnsuccessful { duration_ms, outcome } = Warn "an object's command was not successful",
        /// A cron job ended. Written under `LOG_COMPLETIONS=all` only.
        JobCompleted { duration_ms, outcome } = Info "a cron job ended",
        /// The work of a cron job waits. `job` names it, and its next run tries again.
        JobFailed { duration_ms, error } = Error "a cron job failed",
        /// The object answered 503 and its caller tries again.
        CommandFailed { error } = Error "an object's command failed",
        /// The object tries again with back-off.
        AlarmFailed { error } = Error "an object's alarm failed",
        /// A required setting is missing or a setting has a value that cannot be read. Every request is answered with
        /// 503 until it is corrected.
        NotConfigured { error } = Error "the deployment is not configured",
        /// A handler returned a status that the platform cannot send. The client got 500: a bug.
        UnsendableStatus { status } = Error "an answer had a status that cannot be sent",
        /// An isolate already runs 1,000 tasks after answers. The task that was left out is made up for later.
        TaskLeftOut = Error "too many tasks run after answers, and one was left out",
        /// The client got 503 and retries.
        DatabaseUnavailable { error, at } = Error "the database did not answer",
        /// The client got 503 and retries.
        ObjectUnavailable { error, at } = Error "an object did not answer",
    }
}
