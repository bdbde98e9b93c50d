//! Time formats of the bodies.

use time::OffsetDateTime;
use unix_time::UnixMillis;

const YEAR_0_MS: UnixMillis = UnixMillis::new(-62_167_219_200_000);
const END_OF_YEAR_9999_MS: UnixMillis = UnixMillis::new(253_402_300_799_999);

/// Formats UTC in whole seconds: `2025-10-19T10:30:00Z`.
pub(crate) fn seconds(at_ms: UnixMillis) -> String {
    format!("{}Z", civil(clamped(at_ms)))
}

/// Formats UTC with exactly three fractional digits, which SMSGate's clients require: `2025-10-19T10:30:00.000Z`.
pub fn milliseconds(at_ms: UnixMillis) -> String {
    let at_ms = clamped(at_ms);
    format!("{}.{:03}Z", civil(at_ms), at_ms.as_i64().rem_euclid(1_000))
}

/// Clamps a time to years 0 to 9999, which the formats can express; a phone's clock may be arbitrarily wrong.
fn clamped(at_ms: UnixMillis) -> UnixMillis {
    at_ms.clamp(YEAR_0_MS, END_OF_YEAR_9999_MS)
}

fn civil(at_ms: UnixMillis) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at_ms.as_secs());
    let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}", u8::from(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_no_fraction_or_with_three_digits() {
        assert_eq!(seconds(UnixMillis::new(1_760_869_800_999)), "2025-10-19T10:30:00Z");
        assert_eq!(milliseconds(UnixMillis::new(1_760_869_800_007)), "2025-10-19T10:30:00.007Z");
        assert_eq!(milliseconds(UnixMillis::new(-1)), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn times_beyond_four_digit_years_are_clamped() {
        assert_eq!(milliseconds(UnixMillis::MAX), "9999-12-31T23:59:59.999Z");
        assert_eq!(milliseconds(UnixMillis::MIN), "0000-01-01T00:00:00.000Z");
    }
}
