//! Two budgets, each in a window of an hour that slides and a row of D1 an hour: what a user asks for, and what comes
//! from one place that cannot be published. Only what was claimed counts against a user, so nobody else can spend it.

use identity::AccountId;
use request_limits::{Network, SlidingWindow};
use runtime::Settings;
use store_d1::Store;

use crate::desk::Fault;

const REQUESTS: &str = "relay-requests";
const JUNK: &str = "relay-junk";
const WINDOW_SECS: u32 = 3_600;
const HOUR_MS: i64 = 3_600_000;

/// Counts a request of the user. `Some`: it is one too many, and the budget allows one in so many milliseconds.
pub(super) async fn count_request(
    store: &Store,
    settings: &Settings,
    account_id: &AccountId,
    user_id: &str,
) -> Result<Option<i64>, Fault> {
    let quota = settings.relay.publishing.requests_per_sender_and_hour;
    let is_within = count(store, settings, account_id, (REQUESTS, user_id), quota).await?;
    let interval_ms = || quota.and_then(|quota| HOUR_MS.checked_div(i64::from(quota)));
    Ok(if is_within { None } else { interval_ms() })
}

/// Counts a text that cannot be published, and returns whether it is one too many of its origin's.
pub(super) async fn count_junk(
    store: &Store,
    settings: &Settings,
    account_id: &AccountId,
    origin: &str,
) -> Result<bool, Fault> {
    let quota = settings.relay.publishing.junk_per_origin_and_hour;
    Ok(!count(store, settings, account_id, (JUNK, origin), quota).await?)
}

/// Whether it is within the quota. What is not counts for nothing.
async fn count(
    store: &Store,
    settings: &Settings,
    account_id: &AccountId,
    (policy, whose): (&str, &str),
    quota: Option<u32>,
) -> Result<bool, Fault> {
    let Some(quota) = quota else { return Ok(true) };
    // Users and forwarders are counted under digests, as networks are.
    let subject = settings.network_key.subject(policy, &Network::of(whose));
    let window = SlidingWindow::at(runtime::clock::now_ms(), WINDOW_SECS);
    Ok(store.count_sliding(account_id.as_str(), window, &subject, quota).await?)
}
