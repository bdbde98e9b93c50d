//! Events for SMSGate phones in their wire format (smsgate contract 7.1), and the backlog of a stream whose reader
//! is slow.

mod backlog;
mod frame;
mod reach;
mod wire;

pub use backlog::StreamBacklog;
pub use frame::{KEEP_ALIVE, frame};
pub use reach::{Reach, ReachFacts};
pub use wire::{data, name};
