//! `/mobile/v1` (contract 6): routes for phones.

pub(crate) mod code;
pub(crate) mod device;
mod device_in;
pub(crate) mod events;
pub(crate) mod inbox;
pub(crate) mod messages;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod settings;
pub(crate) mod webhooks;
