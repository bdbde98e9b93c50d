//! All SQL that runs on D1, and the rows it yields. Every key of an account's data begins with the account
//! id. A native test checks each statement's plan against the migrations.

pub mod accounts;
pub mod api_keys;
mod bound;
pub mod counters;
mod database;
pub mod device_inbox;
pub mod device_settings;
pub mod device_webhooks;
pub mod gateways;
pub mod history;
pub mod inbound;
pub mod limit_counters;
pub mod logins;
pub mod masking;
pub mod message_pages;
mod message_pieces;
pub mod messages;
pub mod one_time_codes;
pub mod operator_metrics;
pub mod password_failures;
pub mod pending_gateways;
pub mod phones;
mod ping;
pub mod pollers;
pub mod projection;
pub mod provider_accounts;
pub mod provider_numbers;
pub mod provider_references;
pub mod registration_codes;
pub mod relay;
pub mod retention;
pub mod sliding_counts;
pub mod sms_ceilings;
pub mod token_pairs;
pub mod unproven_accounts;
pub mod webhook_attempts;
pub mod webhook_endpoints;

pub use database::{Store, StoreError};

/// Every statement of this crate, for the test that checks the plans.
#[cfg(test)]
const STATEMENTS: &[&[&str]] = &[
    accounts::STATEMENTS,
    api_keys::STATEMENTS,
    counters::STATEMENTS,
    device_inbox::attachments::STATEMENTS,
    device_inbox::listing::STATEMENTS,
    device_inbox::upload::STATEMENTS,
    device_settings::STATEMENTS,
    device_webhooks::STATEMENTS,
    gateways::STATEMENTS,
    history::STATEMENTS,
    inbound::STATEMENTS,
    limit_counters::STATEMENTS,
    message_pages::STATEMENTS,
    message_pieces::STATEMENTS,
    logins::STATEMENTS,
    messages::STATEMENTS,
    one_time_codes::STATEMENTS,
    operator_metrics::STATEMENTS,
    password_failures::STATEMENTS,
    pending_gateways::STATEMENTS,
    phones::STATEMENTS,
    ping::STATEMENTS,
    pollers::STATEMENTS,
    projection::STATEMENTS,
    provider_references::STATEMENTS,
    provider_numbers::STATEMENTS,
    provider_accounts::STATEMENTS,
    registration_codes::STATEMENTS,
    retention::STATEMENTS,
    token_pairs::STATEMENTS,
    unproven_accounts::STATEMENTS,
    sliding_counts::STATEMENTS,
    sms_ceilings::STATEMENTS,
    webhook_attempts::STATEMENTS,
    webhook_endpoints::STATEMENTS,
];

#[cfg(test)]
mod tests;
