//! Answers from platforms.

use std::fmt;

use lenient_input::Garbage;
use outbound::{MAX_RETRY_AFTER_MS, retry_after_ms};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use unix_time::UnixMillis;

use crate::{Failure, failure::reason};

/// Longest answer that is parsed, in bytes. Callers should read no more than this either.
pub const MAX_ANSWER_BYTES: usize = 1_048_576;

/// HTTP answer of a platform. Redirects are never followed, so they arrive here unchanged. Its debug output shows only
/// the status and the body's length.
#[derive(Clone)]
pub struct HttpAnswer {
    pub status: u16,
    /// Names in any case, with their values.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Time of arrival.
    pub received_at_ms: UnixMillis,
}

impl HttpAnswer {
    /// Returns the first header of that name; `name` must be lowercase.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON, or null if it is not JSON or too long.
    pub(crate) fn json(&self) -> Value {
        if self.body.len() > MAX_ANSWER_BYTES {
            return Value::Null;
        }
        // Garbage is replaced because a platform that echoes a post may cut an emoji in half.
        lenient_input::value(&self.body, Garbage::Replaced).unwrap_or(Value::Null)
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Classifies an unsuccessful answer by its status. `code` is the platform's own error code.
    pub(crate) fn failure(&self, code: Option<&str>) -> Failure {
        let status = self.status.to_string();
        match self.status {
            401 => Failure::TokenExpired,
            429 | 503 => Failure::SlowDown { retry_after_ms: self.retry_after_ms() },
            // A request that timed out or broke something may have been carried out. A success status gets here only if
            // the body was unreadable.
            200..=299 | 408 | 500..=599 => Failure::Unknown { reason: status },
            _ => Failure::refused(reason(code, &status)),
        }
    }

    /// Delay that the platform asks for: `Retry-After`, or the end of its rate-limit window in any spelling.
    fn retry_after_ms(&self) -> Option<i64> {
        let now_ms = self.received_at_ms;
        if let Some(delay_ms) =
            self.header("retry-after").and_then(|value| retry_after_ms(value, now_ms))
        {
            return Some(delay_ms);
        }
        let names = ["x-rate-limit-reset", "ratelimit-reset", "x-ratelimit-reset"];
        let reset = names.into_iter().find_map(|name| self.header(name))?;
        let at_ms = moment_ms(reset.trim())?;
        Some(at_ms.since(now_ms).clamp(0, MAX_RETRY_AFTER_MS))
    }
}

impl fmt::Debug for HttpAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HttpAnswer({}, {} bytes)", self.status, self.body.len())
    }
}

/// Parses Unix seconds or RFC 3339.
fn moment_ms(text: &str) -> Option<UnixMillis> {
    if let Ok(secs) = text.parse::<i64>() {
        return Some(UnixMillis::from_secs(secs));
    }
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(UnixMillis::from_secs(moment.unix_timestamp()))
}

/// Returns the text at a JSON pointer such as `/data/id`, or the number there as text.
pub(crate) fn text_at(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW_MS, answer, headers};

    #[test]
    fn failure_kind_depends_on_whether_the_request_may_have_been_carried_out() {
        for (status, expected) in [
            (401, Failure::TokenExpired),
            (429, Failure::SlowDown { retry_after_ms: None }),
            (503, Failure::SlowDown { retry_after_ms: None }),
            (408, Failure::Unknown { reason: "408".to_owned() }),
            (500, Failure::Unknown { reason: "500".to_owned() }),
            (504, Failure::Unknown { reason: "504".to_owned() }),
            (522, Failure::Unknown { reason: "522".to_owned() }),
            (200, Failure::Unknown { reason: "200".to_owned() }),
            (302, Failure::refused("302")),
            (400, Failure::refused("400")),
            (403, Failure::refused("403")),
        ] {
            assert_eq!(answer(status, "").failure(None), expected, "{status}");
        }
        assert_eq!(answer(400, "").failure(Some("Bad Word")), Failure::refused("bad_word"));
    }

    #[test]
    fn debug_output_hides_headers_and_body() {
        let headers = headers(&[("set-cookie", "secret")]);
        let answer = HttpAnswer { headers, ..answer(200, "secret") };
        assert_eq!(format!("{answer:?}"), "HttpAnswer(200, 6 bytes)");
    }

    #[test]
    fn rate_limit_headers_are_read_in_every_spelling() {
        let reset = NOW_MS.as_secs() + 90;
        for (name, value, expected) in [
            ("Retry-After", "30".to_owned(), Some(30_000)),
            ("x-rate-limit-reset", reset.to_string(), Some(90_000)),
            ("RateLimit-Reset", reset.to_string(), Some(90_000)),
            ("X-RateLimit-Reset", "2023-11-14T22:14:20.000000Z".to_owned(), Some(60_000)),
            ("X-RateLimit-Reset", "tomorrow".to_owned(), None),
            ("X-RateLimit-Reset", i64::MAX.to_string(), Some(MAX_RETRY_AFTER_MS)),
            ("X-RateLimit-Reset", "1".to_owned(), Some(0)),
        ] {
            let headers = headers(&[(name, &value)]);
            let answer = HttpAnswer { headers, ..answer(429, "") };
            let expected = Failure::SlowDown { retry_after_ms: expected };
            assert_eq!(answer.failure(None), expected, "{name}: {value}");
        }
    }
}
