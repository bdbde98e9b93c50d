//! Events of every request, object and job.

use crate::event::events;

events! {
    /// Requests, commands, alarms and jobs in general.
    RuntimeEvent, "Requests, objects and jobs" {
        /// Written for every answered request under `LOG_COMPLETIONS=all`, otherwise for none that succeeded.
        RequestCompleted { status, duration_ms, outcome } = Info "a request was answered",
        /// The status was 500 or more. If a fault caused it, a line before it with the same `request.id` says which;
        /// a face also answers 503 where too much is under way.
        RequestFailed { status, duration_ms, outcome } = Warn "a request failed",
        /// Written for commands and alarms under `LOG_COMPLETIONS=all` only.
        CommandCompleted { duration_ms, outcome } = Info "an object's command ended",
        /// The object answered 503 by itself, for example because it has no room for a socket.
        CommandUnsuccessful { duration_ms, outcome } = Warn "an object's command was not successful",
        /// The object runs as many commands as it may. Callers retry. Written at most once a minute for an object.
        CommandRefused = Warn "an object refused a command because too many are under way",
        /// Written under `LOG_COMPLETIONS=all` only.
        JobCompleted { duration_ms, outcome } = Info "a cron job ended",
        /// The work of a cron job waits. `job` names it, and its next run tries again.
        JobFailed { duration_ms, error } = Error "a cron job failed",
        /// The object answered 503. Most callers retry; a gateway that was to be notified of messages counts as
        /// notified.
        CommandFailed { duration_ms, error } = Error "an object's command failed",
        /// The alarm goes off again, at the latest after a minute.
        AlarmFailed { duration_ms, error } = Error "an object's alarm failed",
        /// A required setting is missing or a setting has a value that cannot be read. Every request is answered with
        /// 503 until it is corrected.
        NotConfigured { error } = Error "the deployment is not configured",
        /// A handler returned a status that the platform cannot send. The client got 500. This is a bug.
        UnsendableStatus { status } = Error "an answer had a status that cannot be sent",
        /// An isolate already runs 1,000 tasks after answers. Nearly all such tasks are made up for later; the notice of
        /// a sync to a relay user is not.
        TaskLeftOut = Error "too many tasks run after answers, and one was left out",
        /// The client got 503 and retries.
        DatabaseUnavailable { error, at } = Error "the database did not answer",
        /// The client got 503 and retries.
        ObjectUnavailable { error, at } = Error "an object did not answer",
        /// The account has as many commands under way as its object runs at once. The client got 503 and retries.
        ObjectBusy { at } = Warn "an object was busy",
    }
}
