//! `/mobile/v1/*`: what phones call (contract 6).

pub(crate) mod inbox;
pub(crate) mod settings;
pub(crate) mod webhooks;
