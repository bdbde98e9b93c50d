//! Request limits (contract A.9): by the platform's rate-limit bindings, and exactly where codes or
//! registrations are at stake.
//!
//! The bindings count by location and are permissive: a shield, not an account. What must hold is counted
//! in D1. Every count is noted in the request's [`Ledger`], from which its answer's headers are made,
//! whatever the answer is. In local development nothing is limited but what is set expressly, since bursts
//! are what one wants to try there.

mod bindings;
mod exact;
mod ledger;
mod sliding;

pub use bindings::{Limit, count};
pub use exact::{ExactLimit, count_exactly, uncount};
pub use ledger::Ledger;
pub use sliding::count_sliding;

use http::HeaderMap;
use request_limits::Network;

/// The caller is over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitExceeded {
    pub retry_after_secs: u32,
}

/// Why a request that is counted exactly does not go on.
#[derive(Debug)]
pub enum CountFault {
    Exceeded(LimitExceeded),
    /// It could not be counted.
    Store(store_d1::StoreError),
}

/// The network a request came from, as the platform states it.
pub fn client_network(headers: &HeaderMap) -> Network {
    let address = headers.get("cf-connecting-ip").and_then(|value| value.to_str().ok());
    Network::of(address.unwrap_or("unknown"))
}
