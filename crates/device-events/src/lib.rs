//! What a phone of the SMSGate kind is told, in the words of the wire (smsgate contract 7.1), and what
//! waits for a stream whose reader is slow.

mod backlog;
mod frame;
mod reach;
mod wire;

pub use backlog::Backlog;
pub use frame::{KEEP_ALIVE, frame};
pub use reach::{Reach, ReachFacts};
pub use wire::{data, name};
