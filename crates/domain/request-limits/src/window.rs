//! Fixed windows by the clock: an hour's window begins with the hour.
//!
//! The start of a fixed window is part of a counter's key, so that a count is one row, is never reset, and is swept
//! by a range. The end of one window and the beginning of the next together allow at most twice the quota.

use unix_time::UnixMillis;

/// A window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub started_at_ms: UnixMillis,
    pub ends_at_ms: UnixMillis,
}

impl Window {
    /// Returns the window of `window_secs` seconds that contains `now_ms`.
    pub fn at(now_ms: UnixMillis, window_secs: u32) -> Self {
        let length_ms = i64::from(window_secs.max(1)) * 1000;
        let number = now_ms.as_i64().div_euclid(length_ms);
        let started_at_ms = UnixMillis::new(number.saturating_mul(length_ms));
        Self { started_at_ms, ends_at_ms: started_at_ms.saturating_add(length_ms) }
    }

    /// Returns the whole seconds until the window ends, at least one.
    pub fn reset_secs(self, now_ms: UnixMillis) -> u32 {
        let left_ms = self.ends_at_ms.since(now_ms).max(1);
        u32::try_from(left_ms.saturating_add(999) / 1000).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hour_window_is_the_hour_of_the_clock() {
        let hour = 3_600_000;
        let window = Window {
            started_at_ms: UnixMillis::new(10 * hour),
            ends_at_ms: UnixMillis::new(11 * hour),
        };
        assert_eq!(Window::at(UnixMillis::new(10 * hour), 3_600), window);
        assert_eq!(Window::at(UnixMillis::new(11 * hour - 1), 3_600), window);
        assert_ne!(Window::at(UnixMillis::new(11 * hour), 3_600), window);
        assert_eq!(window.reset_secs(UnixMillis::new(10 * hour)), 3_600);
        assert_eq!(window.reset_secs(UnixMillis::new(11 * hour - 1_001)), 2);
        assert_eq!(window.reset_secs(UnixMillis::new(11 * hour - 1)), 1);
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_its_window(now_ms in -1_i64 << 50..1 << 50, secs: u32) {
            let window = Window::at(UnixMillis::new(now_ms), secs);
            prop_assert!((window.started_at_ms..window.ends_at_ms).contains(&UnixMillis::new(now_ms)));
            let reset = window.reset_secs(UnixMillis::new(now_ms));
            prop_assert!(reset >= 1 && reset <= secs.max(1));
        }
    }
}
