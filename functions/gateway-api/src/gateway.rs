//! Routes for phones.

pub(crate) mod heartbeat;
pub(crate) mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
pub(crate) mod received;
pub(crate) mod register;
pub(crate) mod status;
