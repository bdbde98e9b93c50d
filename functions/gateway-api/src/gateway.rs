//! Routes for phones.

pub(crate) mod heartbeat;
mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
pub(crate) mod received;
pub(crate) mod register;
pub(crate) mod status;
