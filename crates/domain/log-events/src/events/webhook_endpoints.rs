//! Events of the management of webhook endpoints.

use crate::event::events;

events! {
    /// Changes of an account's webhook endpoints.
    WebhookEndpointEvent, "Webhook endpoints" {
        /// The change is stored. The object that missed the notice reads it within minutes.
        ChangeNotAnnounced { error } = Warn "an object was not told that a webhook endpoint changed",
    }
}
