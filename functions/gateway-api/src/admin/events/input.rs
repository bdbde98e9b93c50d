//! Request of the account's event stream.

use edge_kit::params::read::Spelled;
use serde::{Deserialize, Deserializer, de::Error};

/// Query of `GET /api/v1/admin/events`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct FollowEventsIn {
    /// Id of the last event that the reader has, for clients that cannot send `Last-Event-ID`. Without both, the stream
    /// begins with the events from now on.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", regex(pattern = "^[0-9]{1,15}$"))
    )]
    pub(crate) after: Option<i64>,
}

/// Parses the id of an event.
pub(super) fn parse_cursor(text: &str) -> Option<i64> {
    let is_number =
        !text.is_empty() && text.len() <= 15 && text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn cursor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(Spelled { text, .. }) = edge_kit::params::read::optional_spelled(deserializer)? else {
        return Ok(None);
    };
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    parse_cursor(text).map(Some).ok_or_else(|| D::Error::custom("not the id of an event"))
}
