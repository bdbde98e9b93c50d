//! How often a sender's texts are tried: in a window of an hour that slides, one row of D1 for each sender and hour.
//! What is refused counts for nothing, so whoever comes again gets through.

use identity::AccountId;
use request_limits::{Network, Window};
use runtime::Settings;
use store_d1::{Store, sliding_counts::SlidingWindow};
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
    let counting = store.count_sliding(account_id.as_str(), window(now_ms), &subject, quota);
    Ok(if counting.await? { None } else { Some(now_ms.saturating_add(AGAIN_MS)) })
}

fn window(now_ms: i64) -> SlidingWindow {
    let window = Window::at(now_ms, WINDOW_SECS);
    let length_ms = window.ends_at_ms.saturating_sub(window.started_at_ms).max(1);
    let left_ms = window.ends_at_ms.saturating_sub(now_ms).clamp(0, length_ms);
    SlidingWindow {
        started_at_ms: window.started_at_ms,
        previous_started_at_ms: window.started_at_ms.saturating_sub(length_ms),
        previous_weight: u32::try_from(left_ms.saturating_mul(1_000) / length_ms).unwrap_or(1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_before_weighs_less_and_less() {
        let weight = |now_ms| window(now_ms).previous_weight;
        assert_eq!([weight(0), weight(900_000), weight(3_599_999)], [1_000, 750, 0]);
        assert_eq!(window(5_400_000).previous_started_at_ms, 0);
    }
}
