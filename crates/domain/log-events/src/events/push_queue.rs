//! Events of the push queues.

use crate::event::events;

events! {
    /// Pushes to phones.
    PushEvent, "Push messages" {
        /// The queue has no room, and the push was dropped. The phone fetches at its next poll.
        QueueFull = Warn "a push queue is full",
        /// Pushes wait for the next alarm.
        PushesNotSent { error } = Error "sending queued pushes failed",
        /// No push is sent until the service issues a token. Check `FCM_CREDENTIALS_JSON`.
        NoAccessToken = Error "the push service issued no access token",
        /// Retried if the service may take it later; an invalid token is refused for good.
        PushRefused { status, push_token_digest } = Warn "the push service refused a push",
        /// Retried with back-off.
        UpstreamRefused { status, count } = Warn "the upstream server refused pushes",
        /// The gateway's `reached_by` may be out of date. The next push that is not sent repeats the notice.
        ReachabilityNotRecorded { gateway_id, error } = Warn "whether pushes reach a phone was not recorded",
    }
}
