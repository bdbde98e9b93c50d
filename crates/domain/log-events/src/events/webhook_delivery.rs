//! Events of webhook delivery.

use crate::event::events;

events! {
    /// Deliveries to one endpoint. The object's name is the account's id and the endpoint's.
    WebhookEvent, "Webhook delivery" {
        /// The endpoint gets no more events. Its owner sees `reason` in `disabled_reason` and is informed through
        /// other endpoints.
        EndpointDisabled { reason } = Warn "a webhook endpoint was disabled",
        /// The attempt is repeated under the same event id.
        AttemptNotRecorded { error } = Error "the end of a webhook attempt was not recorded",
        /// Events wait for the next alarm.
        AttemptsNotStarted { error } = Error "webhook attempts were not started",
        /// The attempt counts as failed and is retried.
        RequestNotMade { error } = Warn "a webhook request could not be made",
        /// The intercepted SMS was handled as if the endpoint had not forbidden it.
        QuestionNotAsked { error } = Warn "an intercept request could not be made",
        /// The attempt is missing in the endpoint's history; its delivery is not affected.
        AttemptNotProjected { error } = Error "D1 refused a webhook attempt, which was left out of the history",
        /// The history of attempts or the notice to the endpoint's owner lags behind. It is retried with back-off.
        ProjectionFailed { error } = Error "projecting webhook attempts or informing the owner failed",
    }
}
