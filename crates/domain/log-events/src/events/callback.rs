//! Events of providers' callbacks.

use crate::event::events;

events! {
    /// Callbacks of SMS providers.
    ProviderCallbackEvent, "Providers' callbacks" {
        /// `cause` says which check failed. If the signatures of all of a vendor's callbacks fail, check `PUBLIC_URL`
        /// and the account's credentials for the vendor.
        CallbackRefused { provider, cause } = Warn "a provider's callback was refused",
        /// The event is lost: it could not be read, for the reason `cause`, and others of the same callback were passed
        /// on.
        EventDropped { provider, cause } = Warn "an event of a provider's callback was dropped",
        /// The SMS was dropped. The account can switch the number on.
        NumberInactive = Warn "an SMS to a number that is switched off was dropped",
    }
}
