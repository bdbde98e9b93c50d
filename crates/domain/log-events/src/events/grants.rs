//! Events of relay users' grants on online platforms.

use crate::event::events;

events! {
    /// Grants: their keys, consents and revocations.
    GrantEvent, "Platform grants" {
        /// No consent is deleted, no key rewrapped and no revocation retried until the next minute tries again.
        GrantsNotSwept { error } = Error "the sweep of platform grants did not start",
        /// The next minute tries again.
        ConsentsNotDeleted { error } = Error "the sweep did not delete expired consents",
        /// The next minute tries again. Keep the older keys of `SEALING_KEYS` until this line stops.
        KeysNotRewrapped { error } = Error "the sweep stopped before all relay keys were sealed under the newest key",
        /// The next minute tries again.
        RevocationsNotRetried { error } = Error "the sweep did not retry revocations of grants",
        /// The data key cannot be opened with the key of `SEALING_KEYS` that its row names, so the user's grants are
        /// unusable. Restore the key's value. Each sweep tries again.
        DataKeyNotOpened { account_id, error } = Error "the sweep could not rewrap a relay user's data key",
        /// The shared key cannot be opened with the key of `SEALING_KEYS` that its row names, so the user's SMS cannot
        /// be decrypted. Restore the key's value. Each sweep tries again.
        SharedKeyNotOpened { account_id, error } = Error "the sweep could not reseal a relay user's shared key",
        /// The grant was used all the same. Its next use and the sweep try again.
        DataKeyNotRewrapped { account_id, error } = Warn "a data key in use was not rewrapped under the newest key",
        /// The key that sealed it was removed from `SEALING_KEYS`. The user must start the consent again.
        ConsentNotOpened { account_id } = Warn "a pending consent could not be opened",
        /// The platform refused, or did not confirm for almost a day. The grant was deleted here, but may still be
        /// valid at the platform, where its owner can revoke it.
        RevocationGivenUp { account_id, platform, reason } = Warn "a platform never confirmed a grant's revocation",
        /// The grant was deleted here. The sweep asks the platform again, with back-off, for almost a day.
        RevocationDeferred { account_id, platform, reason } = Warn "a platform did not confirm a grant's revocation yet",
        /// The sweep asks the platform again, which does no harm.
        RevocationNotDeleted { error } = Warn "the database did not delete a completed revocation",
        /// Others can use the grant once the lease ends by itself.
        LeaseNotReleased { account_id, error } = Warn "the database did not release a grant's lease",
    }
}
