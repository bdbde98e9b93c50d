//! Routes for phones (contract 6).

pub(crate) mod code;
pub(crate) mod device;
mod device_in;
pub(crate) mod inbox;
pub(crate) mod password;
pub(crate) mod register;
pub(crate) mod settings;
pub(crate) mod webhooks;
