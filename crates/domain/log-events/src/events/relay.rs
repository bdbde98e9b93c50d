//! Events of the relay: publishing and its directories.

use crate::event::events;

events! {
    /// Publications by SMS, gateway clients and nodes.
    RelayEvent, "Relay" {
        /// The directory shows an earlier publication as the client's last one.
        PublicationNotRecorded { error } = Warn "a gateway client's last publication was not recorded",
        /// The database did not answer, or the client's key was sealed under a key that `SEALING_KEYS` no longer has.
        /// If signatures are required, the client's signed requests get 5xx and are retried.
        SignatureNotChecked { error } = Error "a gateway client's signature was not checked",
        /// `cause` says which check failed. If all of Twilio's forms fail, check `PUBLIC_URL` and
        /// `RELAY_TWILIO_AUTH_TOKEN`.
        TwilioFormRefused { cause } = Warn "a form without a valid signature of Twilio was refused",
        /// The client got 503: a bug.
        DirectoryNotSerialized { error } = Error "an answer of a relay directory was not serialized",
        /// The key could not be opened and stays unchanged. The next run of the cron tries again.
        ClientKeyNotResealed { account_id } = Error "a gateway client's key was not sealed anew",
    }
}
