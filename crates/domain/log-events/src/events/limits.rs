//! Events of rate limits.

use crate::event::events;

events! {
    /// Throttling of requests.
    LimitEvent, "Rate limits" {
        /// The request passed without being counted: limits by the minute are not enforced meanwhile.
        LimiterUnavailable { error } = Error "a rate limiter did not answer",
        /// The request counts against its network until the clock hour ends.
        RequestNotUncounted { error } = Warn "the database did not take back the count of a request",
    }
}
