//! Bounds of a search: its texts are compared one by one, so it covers a limited time.

use messaging::search::{MAX_SEARCH_CHARS, SearchText};
use unix_time::UnixMillis;

use super::input::ListMessagesIn;
use crate::error::{ApiError, ApiResult};

const DAY_MS: i64 = 86_400_000;
/// Longest time that a search covers, in days.
const MAX_DAYS: i64 = 31;
/// Time that a search covers without `since`, in days.
const DEFAULT_DAYS: i64 = 7;

/// A listing's range of time, and the text that its messages contain.
pub(super) struct Searched {
    pub(super) text: Option<SearchText>,
    pub(super) since_ms: Option<UnixMillis>,
    pub(super) until_ms: Option<UnixMillis>,
}

/// Reads what a listing searches. 422 if the text is too long, or the time is.
pub(super) fn read(input: &ListMessagesIn, now_ms: UnixMillis) -> ApiResult<Searched> {
    let Some(text) = input.search.as_deref() else {
        return Ok(Searched { text: None, since_ms: input.since, until_ms: input.until });
    };
    let text = SearchText::parse(text).ok_or_else(|| {
        let error = format!("search is too long (maximum is {MAX_SEARCH_CHARS} characters)");
        ApiError::invalid("search", error)
    })?;
    let until_ms = input.until.unwrap_or(now_ms);
    let since_ms = input.since.unwrap_or(until_ms.saturating_sub(DEFAULT_DAYS * DAY_MS));
    if until_ms.since(since_ms) > MAX_DAYS * DAY_MS {
        let error = format!("since must be at most {MAX_DAYS} days before until in a search");
        return Err(ApiError::invalid("since", error));
    }
    // Without `until` the range stays open, so that messages dated ahead of our clock are found.
    Ok(Searched { text: Some(text), since_ms: Some(since_ms), until_ms: input.until })
}
