//! All SQL that runs on D1, and the rows it yields. Every key of an account's data begins with the account
//! id. A native test checks each statement's plan against the migrations.

pub mod accounts;
pub mod audit;
mod bound;
mod database;
pub mod devices;
pub mod gateways;
pub mod limits;
pub mod masking;
pub mod messages;
pub mod one_time_codes;
pub mod people;
mod ping;
pub mod providers;
pub mod relay;
pub mod retention;
pub mod statistics;
pub mod webhooks;

pub use accounts::{
    api_keys, logins, password_failures, registration_codes, token_pairs, unproven_accounts,
};
pub use database::{Store, StoreError};
pub use gateways::{pairings, pending as pending_gateways, phones, pollers};
pub use messages::{conversations, history, inbound, labels, pages as message_pages};
pub use providers::{accounts as provider_accounts, numbers as provider_numbers};
pub use statistics::{counters, operator_metrics, usage};

// With `self`, since crates of the domain have the same names.
pub use self::{
    devices::{inbox as device_inbox, webhooks as device_webhooks},
    webhooks::{
        attempts as webhook_attempts, callbacks as webhook_callbacks,
        endpoints as webhook_endpoints,
    },
};

/// Every statement of this crate, for the test that checks the plans.
#[cfg(test)]
const STATEMENTS: &[&[&[&str]]] = &[
    accounts::STATEMENTS,
    audit::STATEMENTS,
    self::devices::STATEMENTS,
    gateways::STATEMENTS,
    limits::STATEMENTS,
    self::masking::STATEMENTS,
    messages::STATEMENTS,
    &[self::one_time_codes::STATEMENTS, ping::STATEMENTS, retention::STATEMENTS],
    people::STATEMENTS,
    providers::STATEMENTS,
    relay::STATEMENTS,
    statistics::STATEMENTS,
    self::webhooks::STATEMENTS,
];

#[cfg(test)]
mod tests;
