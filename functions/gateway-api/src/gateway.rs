//! Routes for phones.

pub(crate) mod heartbeat;
pub(crate) mod received;
pub(crate) mod register;
pub(crate) mod status;
