//! Routes for integrators.

mod callback;
pub(crate) mod cancel;
pub(crate) mod explain;
pub(crate) mod idempotency;
mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
pub(crate) mod out;
pub(crate) mod received;
pub(crate) mod resend;
pub(crate) mod send;
pub(crate) mod status;
