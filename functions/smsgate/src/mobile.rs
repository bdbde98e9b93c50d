//! What phones call.

pub(crate) mod events;
