//! Masking: the pool of numbers, and the sessions of people who talk through them.
//!
//! Every operation is a list of statements with their values, which D1 and the native tests run alike.

pub mod create;
pub mod end;
pub mod interactions;
pub mod number_facts;
pub mod numbers;
pub mod opt_outs;
pub mod sessions;
pub mod settings;
pub mod sweep;

pub(crate) use crate::bound::{Bound, Value, row_of, rows_of};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    create::STATEMENTS,
    end::STATEMENTS,
    interactions::STATEMENTS,
    number_facts::STATEMENTS,
    numbers::STATEMENTS,
    opt_outs::STATEMENTS,
    sessions::STATEMENTS,
    settings::STATEMENTS,
    sweep::STATEMENTS,
];

#[cfg(test)]
mod tests;
