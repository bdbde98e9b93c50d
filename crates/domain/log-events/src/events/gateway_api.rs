//! Events of the SMS Gateway API.

use crate::event::events;

events! {
    /// The SMS Gateway API.
    GatewayApiEvent, "SMS Gateway API" {
        /// The change is stored. The Dispatcher reads it within minutes.
        NumberChangeNotAnnounced { gateway_id } = Warn "the Dispatcher was not told of a changed provider number",
        /// The key is revoked. The cron makes the Dispatcher read it within a minute.
        KeyRevocationNotAnnounced { gateway_id } = Warn "the Dispatcher was not told of a gateway's revoked key",
        /// The key is revoked, the session over, or the account disabled. The streams that it opened end when their time
        /// is up.
        StreamsNotEnded { error } = Warn "streams of a credential that is no longer valid were not ended",
        /// The policy is stored. The Dispatcher reads it within minutes.
        RoutingPolicyNotAnnounced = Warn "the Dispatcher was not told of a changed routing policy",
        /// The change is stored. The Dispatcher reads it within minutes.
        GatewayChangeNotAnnounced { gateway_id } = Warn "the Dispatcher was not told of a changed gateway",
        /// The account is disabled. The cron makes the Dispatcher read it within a minute.
        AccountChangeNotAnnounced = Warn "the Dispatcher was not told of a disabled account",
        /// The deletion is stored and the account disabled. The cron goes on with it within a minute.
        AccountDeletionDelayed { error } = Warn "the request to delete an account did not finish its part of the work",
        /// The gateway is deleted or has a new key. The next sign of life on a socket closes it.
        SocketsNotClosed { gateway_id } = Warn "the sockets of a void gateway key were not closed",
        /// The passkey of a person was not registered, or did not sign the person in. A counter that did not grow is a
        /// sign of a copied authenticator: have the person delete the passkey.
        PasskeyRefused { reason } = Warn "a passkey was refused",
        /// The gateway got 503 and reconnects.
        SocketNotOpened { error } = Error "a gateway's socket was not opened",
    }
}
