//! Two rate limits over a sliding window of one hour, each with one D1 row per hour: requests per user, and
//! unpublishable texts per origin. Only claimed requests count against a user, so others cannot spend a user's budget.

use ids::AccountId;
use relay_users::RelayUserId;
use request_limits::{Network, NetworkKey, SlidingWindow};
use runtime::Settings;
use store_d1::Store;

use crate::ports::PortFault;

const REQUESTS: &str = "relay-requests";
const JUNK: &str = "relay-junk";
const WINDOW_SECS: u32 = 3_600;
const HOUR_MS: i64 = 3_600_000;
/// Hexadecimal digits that tell origins of junk apart: all networks of the world cause 1,048,576 rows an hour at most.
const ORIGIN_DIGITS: usize = 5;
/// The /48 that contains an IPv6 network may send this many times the network's quota.
const SITE_QUOTAS: u32 = 3;

/// Counts a request of the user. `Some(interval)` if it exceeds the budget, which allows one request per `interval`
/// milliseconds.
pub(super) async fn count_request(
    store: &Store,
    settings: &Settings,
    account_id: &AccountId,
    user_id: &RelayUserId,
) -> Result<Option<i64>, PortFault> {
    let quota = settings.relay.publishing.requests_per_sender_and_hour;
    // User ids are counted under keyed digests, one subject per user, so that users do not share a budget.
    let subject = || settings.network_key.subject(REQUESTS, &Network::of(user_id.as_str()));
    let is_within = count(store, account_id, quota.map(|quota| (subject(), quota))).await?;
    let interval_ms = || quota.and_then(|quota| HOUR_MS.checked_div(i64::from(quota)));
    Ok(if is_within { None } else { interval_ms() })
}

/// Counts an unpublishable text and returns whether its origin is now over its limit.
pub(super) async fn count_junk(
    store: &Store,
    settings: &Settings,
    account_id: &AccountId,
    origin: &str,
) -> Result<bool, PortFault> {
    let quota = settings.relay.publishing.junk_per_origin_and_hour;
    for counted in junk_counts(&settings.network_key, origin, quota) {
        if !count(store, account_id, Some(counted)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the counters for a text from this origin, each with its quota.
fn junk_counts(key: &NetworkKey, origin: &str, quota: Option<u32>) -> Vec<(String, u32)> {
    let Some(quota) = quota else { return Vec::new() };
    // The name of an IPv6 network ends with its prefix length.
    let network = Network::of(origin.strip_suffix("/64").unwrap_or(origin));
    let subject = |network: &Network| key.shared_subject(JUNK, network, ORIGIN_DIGITS);
    let site = network.site().map(|site| (subject(&site), quota.saturating_mul(SITE_QUOTAS)));
    // The network is counted first, so that a network over its limit does not spend its site's quota.
    [Some((subject(&network), quota)), site].into_iter().flatten().collect()
}

/// Counts one event and returns whether it is within the quota (always, without a quota). An event over the quota is
/// not counted.
async fn count(
    store: &Store,
    account_id: &AccountId,
    counted: Option<(String, u32)>,
) -> Result<bool, PortFault> {
    let Some((subject, quota)) = counted else { return Ok(true) };
    let window = SlidingWindow::at(runtime::clock::now_ms(), WINDOW_SECS);
    Ok(store.count_sliding(account_id.as_str(), window, &subject, quota).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_of_many_networks_writes_a_bounded_number_of_rows_and_a_site_has_a_limit() {
        let key = NetworkKey::new(b"a secret that only tests use").unwrap();
        let counts = |origin: &str| junk_counts(&key, origin, Some(600));
        for alone in ["192.0.2.1", "+237670000001", "acc_1"] {
            assert_eq!(counts(alone).len(), 1, "{alone}");
        }
        let shown = Network::of("2001:db8:1:2::1").expose().to_owned();
        let (one, other) = (counts(&shown), counts(Network::of("2001:db8:1:3::1").expose()));
        assert_eq!([one[0].1, one[1].1], [600, 1_800]);
        assert_ne!(one[0], other[0]);
        assert_eq!(one[1], other[1]);
        let shared = key.shared_subject(JUNK, &Network::of("192.0.2.1"), ORIGIN_DIGITS);
        assert_eq!(counts("192.0.2.1"), [(shared, 600)]);
        assert!(junk_counts(&key, "192.0.2.1", None).is_empty());
    }
}
