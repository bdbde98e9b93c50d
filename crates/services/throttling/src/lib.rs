//! Rate limits (contract A.9): by the platform's rate-limit bindings, and exactly for codes and registrations.
//!
//! The bindings count per location and are permissive: they protect against overload, but do not count exactly. Strict
//! limits are counted in D1. Every count is recorded in the ledger of the [`ServiceContext`], from which the answer's
//! headers are built, whatever the answer is. In local development only limits that are set explicitly apply, since developers
//! often test bursts.

mod binding_limits;
mod hourly_limits;
mod sliding_window;

pub use binding_limits::{Limit, count};
pub use hourly_limits::{ExactLimit, count_exactly, uncount};
pub use sliding_window::count_sliding;

use request_limits::Network;
use runtime::ServiceContext;

/// The caller exceeded a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitExceeded {
    pub retry_after_secs: u32,
}

/// Reason why an exactly counted request must not proceed.
#[derive(Debug)]
pub enum CountFault {
    Exceeded(LimitExceeded),
    /// It could not be counted.
    Store(store_d1::StoreError),
}

/// Number of hex digits of a subject that distinguish networks, for windows of an hour or longer and for shorter ones.
/// They bound the rows that all networks together can write per window and policy: 1,048,576 and 65,536. Different
/// networks may share a row, but with an hour's window the chance for two given ones is one in a million.
const LONG_WINDOW_DIGITS: usize = 5;
const SHORT_WINDOW_DIGITS: usize = 4;
const LONG_WINDOW_SECS: u32 = 3_600;

/// Returns the key under which D1 counts the network's requests for the policy.
fn subject(
    context: &ServiceContext,
    policy: request_limits::RateLimitPolicy,
    network: &Network,
) -> String {
    counted_subject(&context.settings.network_key, policy, network)
}

fn counted_subject(
    key: &request_limits::NetworkKey,
    policy: request_limits::RateLimitPolicy,
    network: &Network,
) -> String {
    let digits = if policy.window_secs < LONG_WINDOW_SECS {
        SHORT_WINDOW_DIGITS
    } else {
        LONG_WINDOW_DIGITS
    };
    key.shared_subject(policy.name, network, digits)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use request_limits::{NetworkKey, RateLimitPolicy};

    use super::*;

    #[test]
    fn all_networks_have_a_bounded_number_of_subjects_per_policy() {
        let key = NetworkKey::new(b"a secret that only tests use").unwrap();
        let minute = RateLimitPolicy { name: "minute", quota: 5, window_secs: 60 };
        let hour = RateLimitPolicy { name: "hour", quota: 5, window_secs: 3_600 };
        let of = |policy, count: u32| {
            let network = |number| Network::of(&std::net::Ipv4Addr::from_bits(number).to_string());
            let subjects = (0..count).map(|it| counted_subject(&key, policy, &network(it)));
            subjects.collect::<BTreeSet<String>>()
        };
        assert!(of(minute, 200_000).len() <= 65_536);
        let hours = of(hour, 1_000);
        assert!(hours.len() > 990, "few networks share a row: {}", hours.len());
        assert!(hours.is_disjoint(&of(minute, 1_000)));
        assert!(hours.iter().all(|it| it.len() == 32));
    }
}
