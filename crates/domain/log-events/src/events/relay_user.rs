//! Events of the relay's users.

use crate::event::events;

events! {
    /// Log-in, grants and synced phones of the relay's users.
    RelayUserEvent, "Relay users" {
        /// `error` says what failed. If the platform was at fault for a moment, the user can submit the same code
        /// again.
        GrantNotMade { platform, error } = Warn "a grant on an online platform was not made",
        /// The client got 503, and nothing else was changed. The user tries again.
        GrantsNotRevoked { error } = Error "a relay user's grants were not revoked",
        /// The client got 503. `error` says whether the database did not answer or a seal could not be opened.
        GrantStoreFailed { error } = Error "a relay user's grant was not read or stored",
        /// The password was accepted without this optional check.
        BreachedPasswordsUnavailable = Warn "the list of breached passwords did not answer",
        /// The client got 503. Check `RELAY_CAPTCHA_URL` and `RELAY_CAPTCHA_SECRET`.
        CaptchaNotVerified = Error "the captcha service did not verify a token",
        /// The client got 503. `SEALING_KEYS` is not set, or the Dispatcher refused the SMS.
        CodeNotSent = Error "a relay user's code was not sent",
        /// The client got 503.
        SessionNotSealed { error } = Error "a relay user's session was not sealed",
        /// Every request of relay users gets 503 until `SEALING_KEYS` is set.
        SealingKeysMissing = Error "relay users were refused because SEALING_KEYS is not set",
        /// The client got 503.
        PasswordNotHashed = Error "a relay user's password was not hashed",
        /// The SMS that warns of a newly synced phone was not sent and is not repeated.
        SyncNoticeNotSent = Warn "a relay user was not told of a sync",
        /// The client got 500. Usually the key was sealed under a key that `SEALING_KEYS` no longer has.
        SharedKeyNotOpened = Error "a relay user's shared key was not opened",
        /// The browser was not told the outcome of the sync.
        SyncSessionNotSettled { error } = Warn "a sync session was not settled",
        /// The service got the same answer as for a known user.
        UnknownSharedKey = Warn "a service asked to delete the shared key of an unknown user",
    }
}
