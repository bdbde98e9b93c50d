//! Routes for integrators.

pub(crate) mod received;
pub(crate) mod send;
pub(crate) mod status;
