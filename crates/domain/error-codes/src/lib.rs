//! Codes of the failures that the API answers with.
//!
//! A code is stable, while a text may change. It is in the `Link` of every failure, and also in the body where the
//! format is our own. Its [`Explanation`] is the page to which the link leads.
//!
//! A code tells a stranger nothing that the status and the text do not: two failures that must not be told apart share
//! one. Only `queue_full` tells more than its text, to those who may send for the account.

mod code;
mod explanation;
mod explanations;

pub use code::ErrorCode;
pub use explanation::Explanation;

#[cfg(test)]
mod tests;
