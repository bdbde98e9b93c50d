//! Statistics: counters of an account, and their sums over all accounts.

pub mod counters;
pub mod operator_metrics;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[counters::STATEMENTS, operator_metrics::STATEMENTS];
