//! A limit in a window that slides, counted exactly: one row of D1 for each network and window.

use request_limits::{Counted, Network, Policy, Remaining, Window};
use store_d1::{Store, sliding_counts::SlidingWindow};

use super::{CountFault, LimitExceeded};
use crate::RequestContext;

/// Counts one request from the network. One D1 query; a refused request counts for nothing.
pub async fn count_sliding(
    context: &RequestContext,
    policy: Policy,
    network: &Network,
) -> Result<(), CountFault> {
    let store = Store::open(&context.env).map_err(CountFault::Store)?;
    let subject = context.settings.network_key.subject(policy.name, network);
    let window = sliding(context.now_ms, policy.window_secs);
    let counting = store.count_sliding("", window, &subject, policy.quota);
    if counting.await.map_err(CountFault::Store)? {
        context.ledger.note(Counted { policy, remaining: None });
        return Ok(());
    }
    let retry_after_secs =
        Window::at(context.now_ms, policy.window_secs).reset_secs(context.now_ms);
    let remaining = Remaining { requests: 0, reset_secs: retry_after_secs };
    context.ledger.note(Counted { policy, remaining: Some(remaining) });
    Err(CountFault::Exceeded(LimitExceeded { retry_after_secs }))
}

fn sliding(now_ms: i64, window_secs: u32) -> SlidingWindow {
    let window = Window::at(now_ms, window_secs);
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
    fn the_window_before_weighs_less_and_less() {
        let weights = [0, 15_000, 30_000, 59_999].map(|now_ms| sliding(now_ms, 60).previous_weight);
        assert_eq!(weights, [1_000, 750, 500, 0]);
        let window = sliding(90_000, 60);
        assert_eq!((window.started_at_ms, window.previous_started_at_ms), (60_000, 0));
    }
}
