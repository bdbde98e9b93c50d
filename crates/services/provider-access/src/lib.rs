//! An account's access to SMS providers: its sealed credentials, the endpoints for callbacks, and the translation of a
//! provider's events into commands of the account's Dispatcher.

mod access;
mod endpoints;
pub mod events;

pub use access::{
    AccessError, ProviderAccess, StoredAccess, defaults, open, seal_callback_url, seal_credentials,
};
pub use endpoints::{
    CallbackEndpoint, EndpointFault, EndpointToken, find_endpoint, forget_endpoints,
};
