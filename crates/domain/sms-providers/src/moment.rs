//! Time formats of the providers.

use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use unix_time::UnixMillis;

/// Parses a time in RFC 3339. Also accepts a space instead of `T`, `+0000` as offset, a space
/// instead of an unescaped plus sign, or no offset at all, which means UTC.
pub(crate) fn parse_ms(text: &str) -> Option<UnixMillis> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' '])?;
    let time = time.trim();
    let time = match time.rsplit_once(' ') {
        Some((time, offset)) if offset.starts_with(|first: char| first.is_ascii_digit()) => {
            &format!("{time}+{offset}")
        }
        _ => time,
    };
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at_checked(at)?,
        None => (time, "Z"),
    };
    // `+0100` lacks the colon that RFC 3339 requires.
    let offset = match offset.split_at_checked(3) {
        Some((hours, minutes)) if minutes.len() == 2 => format!("{hours}:{minutes}"),
        _ => offset.to_ascii_uppercase(),
    };
    let moment =
        OffsetDateTime::parse(&format!("{date}T{}{offset}", time.trim()), &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok().map(UnixMillis::new)
}

/// Parses whole Unix seconds, written in digits only.
pub(crate) fn parse_unix_secs(text: &str) -> Option<i64> {
    let shaped = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if shaped { text.parse().ok() } else { None }
}

/// Whether that second is within `tolerance_secs` of now, in either direction.
pub(crate) fn is_fresh(unix_secs: i64, now_ms: UnixMillis, tolerance_secs: i64) -> bool {
    let distance_ms = UnixMillis::from_secs(unix_secs).since(now_ms).saturating_abs();
    distance_ms <= tolerance_secs.saturating_mul(1_000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_reads_as_the_same_moment() {
        for text in [
            "2024-01-01T00:00:00Z",
            "2024-01-01T00:00:00.000Z",
            "2024-01-01 00:00:00",
            "2024-01-01 00:00:00 +0000",
            "2024-01-01T01:00:00+01:00",
            "2024-01-01T01:00:00+0100",
            "2024-01-01T01:00:00 01:00",
            "2024-01-01 01:00:00 0100",
            " 2024-01-01T00:00:00.0001z ",
        ] {
            assert_eq!(parse_ms(text), Some(UnixMillis::new(1_704_067_200_000)), "{text}");
        }
        assert_eq!(parse_ms("2024-01-01"), None);
        assert_eq!(parse_ms("2024-13-01 00:00:00"), None);
    }

    #[test]
    fn unix_seconds_are_digits_only() {
        assert_eq!(parse_unix_secs("1704067200"), Some(1_704_067_200));
        for text in ["", "+1", "-1", "1.5", " 1", "1e9", "1234567890123"] {
            assert_eq!(parse_unix_secs(text), None, "{text}");
        }
    }

    #[test]
    fn time_within_the_tolerance_is_fresh() {
        for (now_ms, fresh) in [
            (1_300_000, true),
            (1_300_001, false),
            (700_000, true),
            (699_999, false),
            (i64::MAX, false),
            (i64::MIN, false),
        ] {
            assert_eq!(is_fresh(1_000, UnixMillis::new(now_ms), 300), fresh, "{now_ms}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_times_never_panic(text in "\\PC{0,40}|[0-9TZ:+. -]{0,40}") {
            parse_ms(&text);
            parse_unix_secs(&text);
        }
    }
}
