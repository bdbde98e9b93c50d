//! Answers from platforms.

use lenient_input::Garbage;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use webhooks::{MAX_RETRY_AFTER_MS, retry_after_ms};

use crate::{Failure, failure::reason};

/// A longer answer is not read. Callers should not read more either.
pub const MAX_ANSWER_BYTES: usize = 1_048_576;

/// What a platform answered. Redirects arrive here as they are: nobody follows them.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub status: u16,
    /// Names in any case.
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
    /// When it arrived.
    pub received_at_ms: i64,
}

impl<'a> Answer<'a> {
    /// The first header of that name, which is given in lowercase.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        let header = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is none.
    pub(crate) fn json(&self) -> Value {
        if self.body.len() > MAX_ANSWER_BYTES {
            return Value::Null;
        }
        // A platform that repeats what was posted repeats half an emoji as well.
        lenient_input::value(self.body, Garbage::Replaced).unwrap_or(Value::Null)
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What an answer means that is no success, where its status tells. `code` is the platform's own word for it.
    pub(crate) fn failure(&self, code: Option<&str>) -> Failure {
        let status = self.status.to_string();
        match self.status {
            401 => Failure::TokenExpired,
            429 | 503 => Failure::SlowDown { retry_after_ms: self.retry_after_ms() },
            // Nobody knows whether a request that ran out of time, or broke something, was carried out. A success
            // that comes here had nothing in it that one could read.
            200..=299 | 408 | 500..=599 => Failure::Unknown { reason: status },
            _ => Failure::refused(reason(code, &status)),
        }
    }

    /// How long the platform wants to be left alone: `Retry-After`, or the end of its window in any spelling.
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
        Some(at_ms.saturating_sub(now_ms).clamp(0, MAX_RETRY_AFTER_MS))
    }
}

/// Unix seconds, or RFC 3339.
fn moment_ms(text: &str) -> Option<i64> {
    if let Ok(secs) = text.parse::<i64>() {
        return Some(secs.saturating_mul(1_000));
    }
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    moment.unix_timestamp().checked_mul(1_000)
}

/// The text at a path such as `/data/id`, or the number there as it is written.
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
    fn what_a_failure_means_depends_on_whether_anything_may_have_been_done() {
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
    fn the_wish_to_be_left_alone_is_read_in_every_spelling() {
        let reset = NOW_MS / 1_000 + 90;
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
            let answer = Answer { headers: &headers, ..answer(429, "") };
            let expected = Failure::SlowDown { retry_after_ms: expected };
            assert_eq!(answer.failure(None), expected, "{name}: {value}");
        }
    }
}
