//! Providers: accounts' data for them, the numbers for which they send and receive, and their ids of messages.

pub mod accounts;
pub mod numbers;
pub mod references;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] =
    &[accounts::STATEMENTS, numbers::STATEMENTS, references::STATEMENTS];
