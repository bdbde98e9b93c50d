//! Sliding windows: the count of the previous clock window is weighted by the share of it that still lies within
//! one window's length.

use unix_time::UnixMillis;

use crate::Window;

/// A sliding window at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlidingWindow {
    /// Start of the current clock window.
    pub started_at_ms: UnixMillis,
    /// Start of the previous clock window.
    pub previous_started_at_ms: UnixMillis,
    /// Share of the previous clock window that lies within one window's length, in thousandths.
    pub previous_weight: u32,
}

impl SlidingWindow {
    /// Returns the window of `window_secs` seconds that ends at `now_ms`.
    pub fn at(now_ms: UnixMillis, window_secs: u32) -> Self {
        let window = Window::at(now_ms, window_secs);
        let length_ms = window.ends_at_ms.since(window.started_at_ms).max(1);
        let left_ms = window.ends_at_ms.since(now_ms).clamp(0, length_ms);
        let weight = left_ms.saturating_mul(1_000) / length_ms;
        Self {
            started_at_ms: window.started_at_ms,
            previous_started_at_ms: window.started_at_ms.saturating_sub(length_ms),
            previous_weight: u32::try_from(weight).unwrap_or(1_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_of_the_previous_window_decreases() {
        let weights = [0, 15_000, 30_000, 59_999]
            .map(|now_ms| SlidingWindow::at(UnixMillis::new(now_ms), 60).previous_weight);
        assert_eq!(weights, [1_000, 750, 500, 0]);
        let window = SlidingWindow::at(UnixMillis::new(90_000), 60);
        assert_eq!(
            (window.started_at_ms, window.previous_started_at_ms),
            (UnixMillis::new(60_000), UnixMillis::EPOCH)
        );
    }
}
