//! Events of the Dispatcher.

use crate::event::events;

events! {
    /// Routing, delivery, projection and announcements of one account. The Dispatcher's name is the account's id.
    DispatcherEvent, "Dispatcher" {
        /// Messages wait in the Dispatcher. The next delivery round, at the latest the next alarm, tries again.
        DeliveryRoundFailed { error } = Error "a delivery round failed",
        /// The message's state may be wrong until its deadline passes, after which it is offered again.
        DeliveryNotRecorded { error } = Error "the outcome of a delivery was not recorded",
        /// The gateway's object did not say whether it passed messages on. They count as handed over, so that none is
        /// sent twice, and are offered again if the phone does not fetch or report them in time.
        DeliveryUnknown { gateway_id, error } = Warn "it is unknown whether messages reached a gateway",
        /// The gateway's object did not say whether it notified the phone. The phone is expected to fetch.
        NotificationUnknown { gateway_id, error } = Warn "it is unknown whether a gateway was notified",
        /// History and listings lag behind; sending continues. It is retried with back-off.
        ProjectionRefused { error } = Error "D1 did not store a projection",
        /// History and listings lag behind; sending continues. The next alarm tries again.
        ProjectionFailed { error } = Error "projecting to D1 failed",
        /// D1 refuses one row: a message, an inbound SMS, a gateway's presence or a counter. It stays in the
        /// Dispatcher. A gateway is tried again with its next change, a counter by the next instance.
        RowSetAside { row } = Error "D1 refused a row, which was set aside",
        /// A received SMS may be a request by SMS that was not handled in time or could not be stored. It is tried again
        /// with back-off.
        RequestUndecided { error } = Warn "a request by SMS is undecided",
        /// Webhooks lag behind. The call is retried with back-off.
        EventsNotHandedOver { webhook_endpoint, error } = Error "events did not reach a webhook endpoint's object",
        /// Webhooks lag behind until the next alarm.
        AnnouncementFailed { error } = Error "announcing events failed",
        /// Webhooks lag behind until the Dispatcher's next work.
        AnnouncementRetryNotScheduled { error } = Error "the retry of an announcement was not scheduled",
        /// The stream of somebody who follows the account's events ends; the reader reconnects and continues.
        ReaderNotAnswered { error } = Warn "a reader of the account's events was not answered",
        /// The gateway's object that handed the SMS over keeps it and retries.
        InboundNotStored { error } = Error "storing a received SMS failed",
        /// Nothing was sent, and the message takes the next route or fails. Usually a setting or a provider's
        /// credentials are at fault.
        ProviderNotCalled { error } = Error "a provider could not be called",
        /// The answer, or what follows from it, was not stored. The message stays as it was until its deadline, and then
        /// counts as of unknown outcome.
        ProviderAnswerNotRecorded { error } = Error "a provider's answer was not recorded",
        /// The accepted parts are sent; the message has the reason.
        ProviderRefusedPart { provider, reason } = Warn "a provider refused a part of an SMS",
        /// The message takes the next route or fails with the reason.
        ProviderRefused { provider, reason } = Warn "a provider refused an SMS",
        /// The message is not sent again, since it may have been sent. The provider's report settles it.
        ProviderOutcomeUnknown { provider, reason } = Warn "it is unknown whether a provider accepted an SMS",
        /// The cron retries.
        ResultSmsFailed { error } = Error "the sender of a request by SMS was not notified",
        /// The alarm decides it later.
        MaskingUndecided { error } = Error "a masked SMS could not be decided",
        /// The SMS was passed on as if the endpoint had not forbidden it.
        InterceptNotAsked { error } = Warn "an intercept endpoint was not asked",
        /// SMS of strangers to masking numbers are stored but not answered until the limit's window ends. `reason`
        /// names the limit; the account also gets `spending.stopped`.
        StrangersNotAnswered { reason } = Warn "replies to strangers at masking numbers are suspended",
        /// The endpoint does not learn that replies to strangers are suspended.
        StopNotAnnounced { error } = Warn "a webhook endpoint was not informed of suspended replies",
        /// The Dispatcher asks again. Until then a gateway that lost its access may keep a socket open, on which it
        /// gets no messages.
        SocketsNotClosed { gateway_id, error } = Warn "the sockets of a withdrawn gateway were not closed",
    }
}
