//! Routes for an account's administrators (contract A.3, "Admin API").

pub(crate) mod gateways;
pub(crate) mod keys;
pub(crate) mod messages;
pub(crate) mod providers;
pub(crate) mod routing;
pub(crate) mod stats;
pub(crate) mod webhooks;
