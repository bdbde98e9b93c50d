//! Limit on the requests in any window of time.

use std::collections::VecDeque;

use unix_time::UnixMillis;

/// Rate that a receiver accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestPace {
    /// Number of requests in a window, at least one.
    pub requests: u32,
    pub window_ms: i64,
}

/// The requests that still count.
#[derive(Debug, Default)]
pub(crate) struct RecentRequests(VecDeque<UnixMillis>);

impl RecentRequests {
    pub(crate) fn record(&mut self, pace: RequestPace, now_ms: UnixMillis) {
        self.0.push_back(now_ms);
        while self.0.len() > usize::try_from(pace.requests).unwrap_or(usize::MAX) {
            self.0.pop_front();
        }
    }

    /// Returns the time at which the next request may be made.
    pub(crate) fn free_at_ms(&self, pace: RequestPace, now_ms: UnixMillis) -> UnixMillis {
        let full = self.0.len() >= usize::try_from(pace.requests).unwrap_or(usize::MAX);
        let oldest = self.0.front().filter(|_| full);
        oldest.map_or(now_ms, |at_ms| at_ms.saturating_add(pace.window_ms).max(now_ms))
    }
}
