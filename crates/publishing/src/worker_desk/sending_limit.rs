//! How often a sender's texts are tried: in a window of an hour that slides, one row of D1 for each sender and hour.
//! What is refused counts for nothing, so whoever comes again gets through.

use identity::AccountId;
use request_limits::{Network, SlidingWindow};
use runtime::Settings;
use store_d1::Store;
use telephony::PhoneNumber;

use crate::desk::Fault;

const POLICY: &str = "relay-sender";
const WINDOW_SECS: u32 = 3_600;
/// A part of the last window's count fades with every minute.
const AGAIN_MS: i64 = 60_000;

/// Counts a text of the number; `Some`: it is one too many, and not before then it makes sense to come again.
pub(super) async fn count(
    store: &Store,
    settings: &Settings,
    account_id: &AccountId,
    number: &PhoneNumber,
) -> Result<Option<i64>, Fault> {
    let Some(quota) = settings.relay.publishing.requests_per_sender_and_hour else {
        return Ok(None);
    };
    let now_ms = runtime::clock::now_ms();
    // Numbers are counted under digests, as networks are.
    let subject = settings.network_key.subject(POLICY, &Network::of(number.as_str()));
    let window = SlidingWindow::at(now_ms, WINDOW_SECS);
    let counting = store.count_sliding(account_id.as_str(), window, &subject, quota);
    Ok(if counting.await? { None } else { Some(now_ms.saturating_add(AGAIN_MS)) })
}
