//! Points in time. Their type keeps them apart from durations, and from times in seconds.

#[cfg(feature = "native")]
mod native;

use std::{
    fmt,
    num::ParseIntError,
    ops::{Add, AddAssign, Sub},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// Milliseconds of a UTC day.
pub const DAY_MS: i64 = 86_400_000;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, negative before. It is stored, sent and printed as this
/// number. A duration is a plain number of milliseconds.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(transparent)]
pub struct UnixMillis(i64);

impl UnixMillis {
    /// 1970-01-01T00:00:00Z. It also stands for "never yet" where a time is compared with the current time.
    pub const EPOCH: Self = Self(0);
    /// Earlier than every time that occurs.
    pub const MIN: Self = Self(i64::MIN);
    /// Later than every time that occurs.
    pub const MAX: Self = Self(i64::MAX);

    /// Makes the time `ms` milliseconds after 1970-01-01T00:00:00Z.
    pub const fn new(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// Makes the time `secs` seconds after 1970-01-01T00:00:00Z, saturating at the limits.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Makes the start of the UTC day `day`, counted from 1970-01-01, saturating at the limits.
    pub const fn from_day(day: i64) -> Self {
        Self(day.saturating_mul(DAY_MS))
    }

    /// Number of the UTC day, counted from 1970-01-01.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY_MS)
    }

    /// Number of the minute, counted from 1970-01-01T00:00:00Z.
    pub const fn minute(self) -> i64 {
        self.0.div_euclid(60_000)
    }

    /// Returns the time `duration_ms` later, at most [`MAX`](Self::MAX).
    #[must_use]
    pub const fn saturating_add(self, duration_ms: i64) -> Self {
        Self(self.0.saturating_add(duration_ms))
    }

    /// Returns the time `duration_ms` earlier, at least [`MIN`](Self::MIN).
    #[must_use]
    pub const fn saturating_sub(self, duration_ms: i64) -> Self {
        Self(self.0.saturating_sub(duration_ms))
    }

    /// Milliseconds from `earlier` to this time, saturating. Negative if `earlier` is the later one.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Adds a duration in milliseconds. Overflows as `i64` does, so shipped code uses
/// [`saturating_add`](UnixMillis::saturating_add).
impl Add<i64> for UnixMillis {
    type Output = Self;

    fn add(self, duration_ms: i64) -> Self {
        Self(self.0 + duration_ms)
    }
}

/// Adds a duration in milliseconds. Overflows as `i64` does.
impl AddAssign<i64> for UnixMillis {
    fn add_assign(&mut self, duration_ms: i64) {
        self.0 += duration_ms;
    }
}

/// Subtracts a duration in milliseconds. Overflows as `i64` does, so shipped code uses
/// [`saturating_sub`](UnixMillis::saturating_sub).
impl Sub<i64> for UnixMillis {
    type Output = Self;

    fn sub(self, duration_ms: i64) -> Self {
        Self(self.0 - duration_ms)
    }
}

/// Milliseconds between two times. Overflows as `i64` does, so shipped code uses [`since`](UnixMillis::since).
impl Sub for UnixMillis {
    type Output = i64;

    fn sub(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl fmt::Display for UnixMillis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for UnixMillis {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_its_number_in_json_and_in_text() {
        let at = UnixMillis::new(-1_500);
        assert_eq!(serde_json::to_string(&at).unwrap(), "-1500");
        assert_eq!(serde_json::from_str::<UnixMillis>("-1500").unwrap(), at);
        assert!(serde_json::from_str::<UnixMillis>("1.5").is_err());
        assert_eq!(at.to_string(), "-1500");
        assert_eq!("-1500".parse(), Ok(at));
    }

    #[test]
    fn arithmetic_at_the_limits_saturates() {
        assert_eq!(UnixMillis::MAX.saturating_add(1), UnixMillis::MAX);
        assert_eq!(UnixMillis::MIN.saturating_sub(1), UnixMillis::MIN);
        assert_eq!(UnixMillis::MAX.since(UnixMillis::MIN), i64::MAX);
        assert_eq!(UnixMillis::MIN.since(UnixMillis::MAX), i64::MIN);
    }

    #[test]
    fn seconds_are_rounded_towards_the_past() {
        assert_eq!(UnixMillis::from_secs(2), UnixMillis::new(2_000));
        assert_eq!(UnixMillis::from_secs(i64::MAX), UnixMillis::MAX);
        assert_eq!(UnixMillis::from_secs(i64::MIN), UnixMillis::MIN);
        for (ms, secs) in [(1_999, 1), (2_000, 2), (-1, -1), (-1_000, -1), (-1_001, -2)] {
            assert_eq!(UnixMillis::new(ms).as_secs(), secs, "{ms}");
        }
    }

    #[test]
    fn day_begins_at_midnight_utc() {
        let second_day = UnixMillis::from_day(1);
        assert_eq!(second_day, UnixMillis::new(86_400_000));
        assert_eq!(
            [second_day - 1, second_day, UnixMillis::new(-1)].map(UnixMillis::day),
            [0, 1, -1]
        );
        assert_eq!([second_day - 1, second_day].map(UnixMillis::minute), [1_439, 1_440]);
        assert_eq!(UnixMillis::from_day(i64::MAX), UnixMillis::MAX);
    }

    #[test]
    fn difference_of_two_times_is_a_duration() {
        let at = UnixMillis::new(2_000);
        assert_eq!((at + 500) - at, 500);
        assert_eq!(at.since(at + 500), -500);
        assert_eq!(at - 2_000, UnixMillis::EPOCH);
    }
}
