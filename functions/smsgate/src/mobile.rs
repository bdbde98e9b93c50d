//! `/mobile/v1` (contract 6): what phones call.

pub(crate) mod events;
pub(crate) mod messages;
