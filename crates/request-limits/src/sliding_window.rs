//! Windows that slide: what the window of the clock before this one had counts as much as of it is still within the
//! last window's length.

use crate::Window;

/// A window that slides, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlidingWindow {
    /// When the present window of the clock began.
    pub started_at_ms: i64,
    /// When the one before it did.
    pub previous_started_at_ms: i64,
    /// How much of the one before is within the last window's length, in thousandths.
    pub previous_weight: u32,
}

impl SlidingWindow {
    /// The window of so many seconds that ends at the moment.
    pub fn at(now_ms: i64, window_secs: u32) -> Self {
        let window = Window::at(now_ms, window_secs);
        let length_ms = window.ends_at_ms.saturating_sub(window.started_at_ms).max(1);
        let left_ms = window.ends_at_ms.saturating_sub(now_ms).clamp(0, length_ms);
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
    fn the_window_before_weighs_less_and_less() {
        let weights =
            [0, 15_000, 30_000, 59_999].map(|now_ms| SlidingWindow::at(now_ms, 60).previous_weight);
        assert_eq!(weights, [1_000, 750, 500, 0]);
        let window = SlidingWindow::at(90_000, 60);
        assert_eq!((window.started_at_ms, window.previous_started_at_ms), (60_000, 0));
    }
}
