//! The relay: its users, their keys and grants, their publications, and the gateway clients that carry them
//! (contract `relaysms`).

pub mod consents;
pub mod data_keys;
pub mod gateway_clients;
pub mod grants;
pub mod nodes;
pub mod opt_ins;
pub mod publications;
pub mod reliability_tests;
pub mod revocations;
pub mod shared_keys;
pub mod users;

#[cfg(test)]
pub(crate) const STATEMENTS: &[&[&str]] = &[
    consents::STATEMENTS,
    data_keys::STATEMENTS,
    gateway_clients::STATEMENTS,
    grants::STATEMENTS,
    nodes::STATEMENTS,
    nodes::registry::STATEMENTS,
    opt_ins::STATEMENTS,
    publications::claim::STATEMENTS,
    publications::log::STATEMENTS,
    publications::progress::STATEMENTS,
    reliability_tests::STATEMENTS,
    revocations::STATEMENTS,
    shared_keys::STATEMENTS,
    users::STATEMENTS,
];
