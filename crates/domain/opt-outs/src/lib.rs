//! Opt-outs of people from an account's ordinary SMS: keywords, the account's policy, and the evidence of each change.
//!
//! Masking has opt-outs of its own, which hold for one number only; they are in the `masking` crate.

mod evidence;
mod keyword;
mod number;
mod policy;

pub use evidence::{Change, Evidence, MAX_EVIDENCE, MAX_NOTE_CHARS, Note, Source};
pub use keyword::{Keyword, normalize};
pub use number::number_key;
pub use policy::{
    DEFAULT_HELP, DEFAULT_START, DEFAULT_STOP, MAX_REPLY_CHARS, MAX_WORD_CHARS, MAX_WORDS, Policy,
    PolicyChange, PolicyFault, Replies, Words,
};
