//! Events of number masking.

use crate::event::events;

events! {
    /// Masking numbers and their sessions.
    MaskingEvent, "Number masking" {
        /// The Dispatcher reads the change within minutes.
        RouteChangeNotAnnounced = Warn "the Dispatcher was not told of a masking number's changed route",
        /// The Dispatcher refused the text that a session has begun or ended, for the reason `outcome`. The client got
        /// 503.
        ParticipantNotTold { outcome } = Warn "the Dispatcher refused a text for a participant of a masking session",
        /// The SMS was dropped, because any answer would arrive at the number again.
        NumberWroteToItself = Warn "an SMS from a masking number to itself was dropped",
        /// The cron ends them.
        ExpiredSessionsNotEnded { error } = Warn "expired masking sessions were not ended",
        /// The sessions have ended, and their `proxy.session_closed` events are lost.
        SubscribersNotTold { account_id, error } = Warn "webhooks were not told that masking sessions have ended",
    }
}
