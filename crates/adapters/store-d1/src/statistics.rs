//! Statistics: counters of an account, and their sums over all accounts.

pub mod counters;
pub(crate) mod operating_figures;
pub mod operator_metrics;
pub mod usage;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] =
    &[
        counters::STATEMENTS,
        operating_figures::STATEMENTS,
        operator_metrics::STATEMENTS,
        usage::STATEMENTS,
    ];
