//! Events of one-time codes.

use crate::event::events;

events! {
    /// Verification of phone numbers, and the ceilings on the SMS that it causes.
    CodeEvent, "One-time codes" {
        /// The statistic is too low by one. The code itself is not affected.
        MetricNotCounted { metric, error } = Warn "the database did not count a statistic of one-time codes",
        /// The SMS was not sent, but counts against its ceilings until their windows end.
        SmsNotUncounted { error } = Warn "the database did not take back the count of an unsent SMS",
        /// `reason` names the exceeded ceiling, or is `conversion_alarm` if too few codes are verified, or
        /// `low_conversion` if too few of one block of numbers are, which alone is stopped then. Further
        /// requests for such SMS are refused until the window ends, and the account's webhook endpoints are told.
        /// Check whether somebody is pumping SMS.
        SmsStopped { account_id, purpose, reason } = Warn "an account's SMS of one purpose were stopped",
        /// The next refused request announces the stop again.
        StopNotAnnounced { account_id, error } = Warn "webhook endpoints were not told that SMS were stopped",
    }
}
