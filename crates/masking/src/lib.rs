//! Masking: two people text each other through a number that is neither's (contract `number-proxy`).
//!
//! Pure rules: what an SMS that arrives at a masking number leads to, by what D1 knows of the number and its
//! sender.

mod arrival;
mod keyword;
mod loop_guard;
mod number_key;
mod texts;

pub use arrival::{
    Arrival, Decision, Mask, OpenSession, OptChange, Outgoing, OutgoingKind, decide,
};
pub use keyword::Keyword;
pub use loop_guard::LoopGuard;
pub use number_key::NumberKey;
pub use texts::{OwnTexts, Texts};
