//! Events of the objects that hold phones' sockets.

use crate::event::events;

events! {
    /// Sockets, event streams and received SMS of one gateway. The object's name is the gateway's id.
    GatewayEvent, "Gateway connections" {
        /// Sockets may stay open without a ping until the next alarm.
        PingFailed { error } = Error "pinging a gateway's sockets failed",
        /// Received SMS stay in the object, and the next alarm tries again.
        HeldSmsNotRetried { error } = Error "handing over held SMS failed",
        /// Pings stop and held SMS wait until the next event of this object.
        AlarmNotSet { error } = Error "the alarm of a gateway's object was not set",
        /// The frame was ignored, since Action Cable has no answer for it. Written at most once a minute for a gateway.
        FrameUnreadable { account_id } = Warn "a frame of a gateway could not be read",
        /// The action was ignored. Written at most once a minute for a gateway.
        ActionUnreadable { account_id } = Warn "an action of a gateway could not be read",
        /// Retried a few times, then dropped. The phone repeats reports when it reconnects.
        ReportsNotHandedOver { attempt, error } = Error "reports did not reach the Dispatcher",
        /// The gateway's listing is out of date until its next sign of life.
        PresenceNotAnnounced { error } = Warn "a gateway's presence did not reach the Dispatcher",
        /// The socket stays open until the next check.
        KeyNotChecked { error } = Warn "the key of an open socket could not be checked",
        /// The phone fetches at its next poll.
        PushNotQueued { error } = Warn "a push was not queued",
        /// The SMS stays in this object, which retries for three days.
        InboundNotHandedOver { error } = Error "a received SMS did not reach the Dispatcher",
        /// The phone's gateway is switched off; the account wants no SMS of it.
        InboundOfInactiveGateway = Warn "a received SMS was refused because its gateway is inactive",
        /// The SMS is lost unless the phone reports it again.
        InboundNotHeld { error } = Error "a received SMS could not be held for a retry",
        /// 2,000 SMS or 8 MiB already wait for the Dispatcher. The SMS is lost unless the phone reports it again.
        InboundLostNoRoom = Error "a received SMS was lost because too many wait for the Dispatcher",
        /// It waited for three days, or could no longer be read.
        InboundGivenUp = Error "a received SMS was given up",
    }
}
