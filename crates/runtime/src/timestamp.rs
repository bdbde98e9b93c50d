//! ISO 8601 on the wire, milliseconds inside.

use time::{OffsetDateTime, PrimitiveDateTime, format_description::well_known::Iso8601};

/// Reads `2025-10-19T10:30:00Z`, with or without fractions; without an offset it is UTC. Years outside
/// 0 to 9999 do not exist.
pub fn parse_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let zoned = OffsetDateTime::parse(text, &Iso8601::DEFAULT).ok();
    let parsed = zoned.or_else(|| {
        PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).ok().map(PrimitiveDateTime::assume_utc)
    })?;
    i64::try_from(parsed.unix_timestamp_nanos() / 1_000_000).ok()
}

/// Milliseconds, UTC: `2025-10-19T10:30:00.123Z`.
pub fn format_ms(at_ms: i64) -> String {
    let secs = format_secs(at_ms);
    let millis = at_ms.rem_euclid(1_000);
    secs.strip_suffix('Z').map_or_else(String::new, |text| format!("{text}.{millis:03}Z"))
}

/// Whole seconds, UTC: `2025-10-19T10:30:00Z`.
pub fn format_secs(at_ms: i64) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1_000)) else {
        return String::new();
    };
    let (date, time) = (at.date(), at.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spellings_are_read() {
        for text in [
            "2025-10-19T10:30:00Z",
            "2025-10-19T10:30:00.000Z",
            "2025-10-19T12:30:00+02:00",
            "2025-10-19T10:30:00",
            " 2025-10-19T10:30:00.000000000Z ",
        ] {
            assert_eq!(parse_ms(text), Some(1_760_869_800_000), "{text}");
        }
        assert_eq!(parse_ms("2025-10-19T10:30:00.123Z"), Some(1_760_869_800_123));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "yesterday", "2025-13-01T00:00:00Z", "1760869800", "2025-10-19"] {
            assert_eq!(parse_ms(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_in_milliseconds_where_order_matters() {
        assert_eq!(format_ms(1_760_869_800_007), "2025-10-19T10:30:00.007Z");
        assert_eq!(format_ms(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(format_ms(i64::MAX), "");
    }

    #[test]
    fn times_are_written_in_whole_seconds() {
        assert_eq!(format_secs(1_760_869_800_999), "2025-10-19T10:30:00Z");
        assert_eq!(parse_ms(&format_secs(0)), Some(0));
    }
}
