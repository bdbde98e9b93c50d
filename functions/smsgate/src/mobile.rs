//! `/mobile/v1` (contract 6): routes for phones.

pub(crate) mod code;
pub(crate) mod device;
mod device_in;
pub(crate) mod events;
pub(crate) mod inbox;
pub(crate) mod messages;
#[cfg(feature = "openapi")]
mod operations;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod settings;
pub(crate) mod webhooks;

/// Descriptions of the routes of this folder.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    operations::all()
}
