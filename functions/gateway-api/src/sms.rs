//! Routes for integrators.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
pub(crate) mod out;
pub(crate) mod received;
pub(crate) mod send;
pub(crate) mod status;
