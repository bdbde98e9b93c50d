//! Lifetime of a code.

use unix_time::UnixMillis;

const MINUTE_MS: i64 = 60_000;

/// Lifetime in minutes: 1 to 10, by default 5. NIST SP 800-63B-4 allows no more than 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryMinutes(u8);

/// The number of minutes is not between 1 and 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code must expire after 1 to 10 minutes")]
pub struct ExpiryError;

impl ExpiryMinutes {
    pub const MIN: Self = Self(1);
    pub const MAX: Self = Self(10);

    /// Makes a lifetime of 1 to 10 whole minutes.
    pub fn new(minutes: i64) -> Result<Self, ExpiryError> {
        match u8::try_from(minutes) {
            Ok(minutes) if (Self::MIN.0..=Self::MAX.0).contains(&minutes) => Ok(Self(minutes)),
            _ => Err(ExpiryError),
        }
    }

    pub fn minutes(self) -> u8 {
        self.0
    }

    /// Milliseconds for which a code is valid.
    pub fn as_ms(self) -> i64 {
        i64::from(self.0) * MINUTE_MS
    }

    /// Returns the time from which a code issued at `now_ms` is no longer valid.
    pub fn expires_at_ms(self, now_ms: UnixMillis) -> UnixMillis {
        now_ms.saturating_add(self.as_ms())
    }
}

impl Default for ExpiryMinutes {
    fn default() -> Self {
        Self(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_lives_one_to_ten_minutes_and_five_by_default() {
        for minutes in 1..=10 {
            let expiry = ExpiryMinutes::new(minutes).unwrap();
            assert_eq!(
                expiry.expires_at_ms(UnixMillis::new(1_000)),
                UnixMillis::new(1_000 + minutes * 60_000)
            );
        }
        for minutes in [i64::MIN, -1, 0, 11, 60, 257, i64::MAX] {
            assert_eq!(ExpiryMinutes::new(minutes), Err(ExpiryError), "{minutes}");
        }
        assert_eq!(ExpiryMinutes::default().minutes(), 5);
    }
}
