//! Masking: two people text each other through a number that belongs to neither of them (contract `number-proxy`).
//!
//! Pure rules for an SMS that arrives at a masking number, given the facts in D1 about the number and the sender.

mod arrival;
mod keyword;
mod loop_guard;
mod number_key;
mod session_id;
mod texts;

pub use arrival::{
    ArrivedSms, Decision, MaskingNumberFacts, OpenSession, OptChange, Outgoing, OutgoingKind,
    decide,
};
pub use keyword::Keyword;
pub use loop_guard::LoopGuard;
pub use number_key::NumberKey;
pub use session_id::ProxySessionId;
pub use texts::{MaskingTexts, OwnTexts};
