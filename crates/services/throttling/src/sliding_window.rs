//! Exact limit in a sliding window: one row of D1 per network and window.

use request_limits::{Counted, Network, RateLimitPolicy, Remaining, SlidingWindow, Window};
use runtime::ServiceContext;
use store_d1::Store;

use crate::{CountFault, LimitExceeded};

/// Counts one request from the network. Costs one D1 query; a refused request is not counted.
pub async fn count_sliding(
    context: &ServiceContext,
    policy: RateLimitPolicy,
    network: &Network,
) -> Result<(), CountFault> {
    let store = Store::open(&context.env).map_err(CountFault::Store)?;
    let subject = crate::subject(context, policy, network);
    let window = SlidingWindow::at(context.now_ms, policy.window_secs);
    let counting = store.count_sliding("", window, &subject, policy.quota);
    if counting.await.map_err(CountFault::Store)? {
        // D1 says only whether the request is within the quota, so no remaining quota is announced.
        context.ledger.note(Counted { policy, remaining: None });
        return Ok(());
    }
    let retry_after_secs =
        Window::at(context.now_ms, policy.window_secs).reset_secs(context.now_ms);
    let remaining = Remaining { requests: 0, reset_secs: retry_after_secs };
    context.ledger.note(Counted { policy, remaining: Some(remaining) });
    Err(CountFault::Exceeded(LimitExceeded { retry_after_secs }))
}
