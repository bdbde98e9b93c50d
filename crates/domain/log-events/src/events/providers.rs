//! Events of SMS providers.

use crate::event::events;

events! {
    /// An account's access to SMS providers.
    ProviderEvent, "SMS providers" {
        /// The provider's callback got 503, and the provider retries.
        EndpointNotLookedUp { error } = Error "the database did not look up a provider's callback endpoint",
        /// A key was removed from `SEALING_KEYS` too early: put it back, or store the credentials again. Until then the
        /// provider's callbacks get 503.
        CredentialsNotOpened { error } = Error "a provider's credentials could not be opened",
    }
}
