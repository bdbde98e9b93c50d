//! Timestamps: ISO 8601 on the wire, milliseconds inside.

use time::{OffsetDateTime, PrimitiveDateTime, format_description::well_known::Iso8601};
use unix_time::UnixMillis;

/// Parses `2025-10-19T10:30:00Z`, with or without fractions; without an offset it is UTC. `None` for anything else,
/// including years outside 0 to 9999.
pub fn parse_ms(text: &str) -> Option<UnixMillis> {
    let text = text.trim();
    let zoned = OffsetDateTime::parse(text, &Iso8601::DEFAULT).ok();
    let parsed = zoned.or_else(|| {
        PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).ok().map(PrimitiveDateTime::assume_utc)
    })?;
    i64::try_from(parsed.unix_timestamp_nanos() / 1_000_000).ok().map(UnixMillis::new)
}

/// Parses a time from a query string or a form, where an unescaped plus sign of the offset has become a blank:
/// `2025-10-19T12:30:00 02:00`.
pub fn parse_unescaped_ms(text: &str) -> Option<UnixMillis> {
    parse_ms(text).or_else(|| {
        let (time, offset) = text.trim().rsplit_once(' ')?;
        parse_ms(&format!("{time}+{offset}"))
    })
}

/// Reads the time that a phone states in a report of an SMS. `None` for an unreadable one, which counts as absent: a phone
/// repeats a refused report unchanged, so that refusing it would lose the SMS.
pub fn read_reported_ms(text: Option<&str>) -> Option<UnixMillis> {
    text.and_then(parse_unescaped_ms)
}

/// Formats a time in UTC with milliseconds: `2025-10-19T10:30:00.123Z`.
pub fn format_ms(at_ms: UnixMillis) -> String {
    let secs = format_secs(at_ms);
    let millis = at_ms.as_i64().rem_euclid(1_000);
    secs.strip_suffix('Z').map_or_else(String::new, |text| format!("{text}.{millis:03}Z"))
}

/// Formats a time in UTC with whole seconds: `2025-10-19T10:30:00Z`.
pub fn format_secs(at_ms: UnixMillis) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(at_ms.as_secs()) else {
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

/// Formats a time in whole seconds at an offset from UTC in minutes: `2025-10-19T12:30:00+02:00`.
pub fn format_secs_at(at_ms: UnixMillis, offset_mins: i16) -> String {
    if offset_mins == 0 {
        return format_secs(at_ms);
    }
    let local = format_secs(at_ms.saturating_add(i64::from(offset_mins).saturating_mul(60_000)));
    let Some(local) = local.strip_suffix('Z') else { return String::new() };
    let (sign, mins) = (if offset_mins < 0 { '-' } else { '+' }, offset_mins.unsigned_abs());
    format!("{local}{sign}{:02}:{:02}", mins / 60, mins % 60)
}

/// Returns the UTC offset, in minutes, that a timestamp is written with; 0 without one.
pub fn offset_mins(text: &str) -> i16 {
    OffsetDateTime::parse(text.trim(), &Iso8601::DEFAULT)
        .map_or(0, |at| at.offset().whole_minutes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_time_of_a_report_counts_as_absent() {
        let expected = parse_ms("2025-10-19T10:30:00Z");
        for text in ["2025-10-19T12:30:00+02:00", "2025-10-19T12:30:00 02:00"] {
            assert_eq!(read_reported_ms(Some(text)), expected, "{text}");
        }
        for text in ["bogus", "1700000000000", "", "2026-02-30T00:00:00Z"] {
            assert_eq!(read_reported_ms(Some(text)), None, "{text}");
        }
        assert_eq!(read_reported_ms(None), None);
    }

    #[test]
    fn common_spellings_of_a_timestamp_are_parsed() {
        for text in [
            "2025-10-19T10:30:00Z",
            "2025-10-19T10:30:00.000Z",
            "2025-10-19T12:30:00+02:00",
            "2025-10-19T10:30:00",
            " 2025-10-19T10:30:00.000000000Z ",
        ] {
            assert_eq!(parse_ms(text), Some(UnixMillis::new(1_760_869_800_000)), "{text}");
        }
        assert_eq!(parse_ms("2025-10-19T10:30:00.123Z"), Some(UnixMillis::new(1_760_869_800_123)));
    }

    #[test]
    fn plus_sign_of_an_offset_that_became_a_blank_is_restored() {
        for text in
            ["2025-10-19T12:30:00 02:00", " 2025-10-19T12:30:00.000 02:00", "2025-10-19T10:30:00Z"]
        {
            assert_eq!(
                parse_unescaped_ms(text),
                Some(UnixMillis::new(1_760_869_800_000)),
                "{text}"
            );
        }
        for text in ["", " ", "2025-10-19 ", "2025-10-19T12:30:00 x", "2025-10-19T12:30:00  02:00"]
        {
            assert_eq!(parse_unescaped_ms(text), None, "{text}");
        }
    }

    #[test]
    fn malformed_timestamps_are_rejected() {
        for text in ["", "yesterday", "2025-13-01T00:00:00Z", "1760869800", "2025-10-19"] {
            assert_eq!(parse_ms(text), None, "{text}");
        }
    }

    #[test]
    fn format_ms_writes_milliseconds() {
        assert_eq!(format_ms(UnixMillis::new(1_760_869_800_007)), "2025-10-19T10:30:00.007Z");
        assert_eq!(format_ms(UnixMillis::new(-1)), "1969-12-31T23:59:59.999Z");
        assert_eq!(format_ms(UnixMillis::MAX), "");
    }

    #[test]
    fn timestamp_keeps_the_offset_that_it_was_parsed_with() {
        for (text, written) in [
            ("2025-10-19T10:30:00.999Z", "2025-10-19T10:30:00Z"),
            ("2025-10-19T10:30:00+00:00", "2025-10-19T10:30:00Z"),
            ("2025-10-19T01:30:00.5+05:30", "2025-10-19T01:30:00+05:30"),
            ("2025-10-19T23:30:00-03:00", "2025-10-19T23:30:00-03:00"),
            ("2025-10-19T10:30:00", "2025-10-19T10:30:00Z"),
        ] {
            let at_ms = parse_ms(text).unwrap();
            assert_eq!(format_secs_at(at_ms, offset_mins(text)), written);
        }
    }

    #[test]
    fn format_secs_writes_whole_seconds() {
        assert_eq!(format_secs(UnixMillis::new(1_760_869_800_999)), "2025-10-19T10:30:00Z");
        assert_eq!(parse_ms(&format_secs(UnixMillis::EPOCH)), Some(UnixMillis::EPOCH));
    }
}
