//! Receivers' `Retry-After` headers.

use std::time::UNIX_EPOCH;

use unix_time::UnixMillis;

/// Longest `Retry-After` that is honored: a day.
pub const MAX_RETRY_AFTER_MS: i64 = 86_400_000;

/// Reads a `Retry-After` header: seconds, or an HTTP date in any of its three spellings. Returns the delay from
/// `now_ms` in milliseconds, 0 to [`MAX_RETRY_AFTER_MS`]; `None` if it is neither.
pub fn retry_after_ms(header: &str, now_ms: UnixMillis) -> Option<i64> {
    let text = header.trim();
    let delay_ms = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too large for the type counts as the maximum.
        text.parse::<i64>().unwrap_or(i64::MAX).saturating_mul(1_000)
    } else {
        let date = httpdate::parse_http_date(text).ok()?;
        let at_ms = date.duration_since(UNIX_EPOCH).ok()?.as_millis();
        i64::try_from(at_ms).map_or(UnixMillis::MAX, UnixMillis::new).since(now_ms)
    };
    Some(delay_ms.clamp(0, MAX_RETRY_AFTER_MS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
    const EXAMPLE_MS: UnixMillis = UnixMillis::new(784_111_777_000);

    #[test]
    fn seconds_are_honored_up_to_a_day() {
        for (header, delay_ms) in [
            ("0", 0),
            (" 120 ", 120_000),
            ("86400", MAX_RETRY_AFTER_MS),
            ("86401", MAX_RETRY_AFTER_MS),
            ("99999999999999999999999999", MAX_RETRY_AFTER_MS),
        ] {
            assert_eq!(retry_after_ms(header, EXAMPLE_MS), Some(delay_ms), "{header}");
        }
    }

    #[test]
    fn date_in_any_spelling_is_relative_to_now() {
        for header in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(retry_after_ms(header, EXAMPLE_MS - 90_500), Some(90_500), "{header}");
            assert_eq!(retry_after_ms(header, EXAMPLE_MS + 1), Some(0), "{header}");
            assert_eq!(
                retry_after_ms(header, UnixMillis::EPOCH),
                Some(MAX_RETRY_AFTER_MS),
                "{header}"
            );
        }
    }

    #[test]
    fn other_values_are_ignored() {
        for header in ["", "soon", "-1", "1.5", "1 2", "١٢", "2026-11-21T10:00:00Z"] {
            assert_eq!(retry_after_ms(header, UnixMillis::EPOCH), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn no_header_exceeds_a_day(
            header in "\\PC{0,40}|[0-9]{1,30}|Sun, [0-9]{2} Nov [0-9]{4} 08:49:37 GMT",
            now_ms: i64,
        ) {
            let delay_ms = retry_after_ms(&header, UnixMillis::new(now_ms)).unwrap_or(0);
            prop_assert!((0..=MAX_RETRY_AFTER_MS).contains(&delay_ms));
        }
    }
}
