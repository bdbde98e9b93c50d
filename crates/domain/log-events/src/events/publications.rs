//! Events of publications by SMS.

use crate::event::events;

events! {
    /// Requests by SMS to publish a post.
    PublicationEvent, "Publications" {
        /// The forwarder of the SMS is told to retry.
        RequestNotStored { error } = Error "a request to publish was not stored",
        /// The sender or the account has too many unfinished publications. The forwarder is told to retry in a minute.
        RequestNotAdmitted = Warn "a request to publish was refused because too many are unfinished",
        /// It is published without counting against its sender's budget.
        RequestNotCounted { error } = Warn "a request to publish was not counted against its sender's budget",
        /// The text does not count against the limit of its origin.
        TextNotCounted { error } = Warn "an unpublishable text was not counted against its origin",
        /// The copy was answered as accepted. The request itself is not affected.
        CopyNotFollowed { error } = Warn "a copy of a request to publish did not learn the request's result",
        /// The cron resumes none until the next minute tries again.
        DueNotFound { error } = Error "the due publications were not resumed",
        /// The next minute tries again.
        NotResumed { error } = Error "a due publication was not resumed",
        /// It is retried with back-off for a day, then given up.
        Deferred { publication_id, error } = Warn "a publication was deferred because of a fault",
        /// Set the setting. The publication is retried with back-off for a day, then given up.
        PlatformNotConfigured { setting } = Error "a publication's platform is not configured",
        /// Nothing finished it within two days or 2,500 attempts, for example because the cron did not run. Its outcome
        /// is unknown unless all of its posts had been published.
        GivenUp { publication_id } = Error "a publication was given up unfinished",
        /// The key that sealed it is missing in `SEALING_KEYS`, or the row is damaged. Restore the key within two days:
        /// until then it is retried with back-off, afterwards it is given up.
        NotOpened { publication_id, error } = Error "a publication's sealed state could not be opened",
        /// The cron resumes the publication when its lease ends.
        ProgressNotStored { publication_id, error } = Warn "the database did not store that a publication was put off",
        /// The cron resumes the publication when its lease ends, which is earlier than its back-off.
        DeferralNotStored { publication_id, error } = Warn "the database did not defer an unreadable publication",
        /// The next run of the cron gives it up again.
        GivingUpNotStored { publication_id, error } = Warn "the database did not end an unreadable publication",
        /// Its progress is stored, so the cron finds its end when the lease ends, and posts nothing twice.
        EndNotStored { publication_id, error } = Warn "the database did not store a publication's end",
        /// Webhooks of the relay's account, or readers of its events, miss a step of a publication. The publication is not
        /// affected.
        StepsNotAnnounced { error } = Warn "steps of a publication were not announced",
        /// The cron submits the SMS again.
        ResultNotSubmitted { sms, error } = Warn "the SMS with a publication's result was not submitted",
        /// The cron submits the SMS again, and the Dispatcher recognizes the duplicate.
        SubmissionNotRecorded { error } = Warn "the database did not record that a publication's result was submitted",
    }
}
