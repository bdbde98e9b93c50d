//! All SQL that runs on D1, and the rows it yields. Every statement of an account's data begins its key
//! with the account id; a native test runs each one's plan against the migrations.

pub mod accounts;
pub mod api_keys;
pub mod counters;
mod database;
pub mod gateways;
pub mod history;
pub mod inbound;
pub mod limit_counters;
pub mod messages;
pub mod one_time_codes;
mod ping;
pub mod projection;
pub mod retention;
pub mod webhook_attempts;
pub mod webhook_endpoints;

pub use database::{Store, StoreError};

/// Every statement of this crate, for the test that checks the plans.
#[cfg(test)]
const STATEMENTS: &[&[&str]] = &[
    accounts::STATEMENTS,
    api_keys::STATEMENTS,
    counters::STATEMENTS,
    gateways::STATEMENTS,
    history::STATEMENTS,
    inbound::STATEMENTS,
    limit_counters::STATEMENTS,
    messages::STATEMENTS,
    one_time_codes::STATEMENTS,
    ping::STATEMENTS,
    projection::STATEMENTS,
    retention::STATEMENTS,
    webhook_attempts::STATEMENTS,
    webhook_endpoints::STATEMENTS,
];

#[cfg(test)]
mod tests;
