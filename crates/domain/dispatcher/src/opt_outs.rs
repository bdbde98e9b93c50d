//! Opt-outs of people from the account's ordinary SMS: the list, its policy, and the refusals that follow from both.
//!
//! This object is their only writer and their record: a keyword takes effect in the step that stores its SMS, so that
//! it holds for the very next submission, and an account without the policy reads and writes no row for it.
//!
//! * `state` is the policy and the counts, one row that is read when the object opens.
//! * `list` is the numbers with the evidence of their changes.
//! * `keywords` reads inbound SMS and answers them.
//! * `refusals` keeps messages from opted-out recipients, at submission and again before a hand-over.

pub(crate) mod keywords;
pub(crate) mod list;
pub(crate) mod refusals;
pub(crate) mod state;

#[cfg(test)]
mod tests;
