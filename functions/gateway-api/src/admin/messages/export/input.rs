//! Request of an export.

use edge_kit::params::read::{self, Spelled};
use serde::Deserialize;
use unix_time::UnixMillis;

use super::super::input::{HistoryDirection, HistoryStatus, cursor};

/// Query of `GET /api/v1/admin/messages/export`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ExportMessagesIn {
    /// Format of the file.
    #[serde(deserialize_with = "read::word")]
    #[cfg_attr(feature = "openapi", schemars(extend("default" = "csv")))]
    pub(crate) format: Option<ExportFormat>,
    /// Status of the messages. `received` selects received messages, every other status selects sent ones.
    #[serde(deserialize_with = "read::word")]
    pub(crate) status: Option<HistoryStatus>,
    /// Direction of the messages. Without it, both are exported.
    #[serde(deserialize_with = "read::word")]
    pub(crate) direction: Option<HistoryDirection>,
    /// Recipient or sender: a phone number in any usual spelling, a short code or a sender's name.
    pub(crate) phone_number: Option<String>,
    /// Label of the messages.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64)))]
    pub(crate) label: Option<String>,
    /// Time from which messages are exported, inclusive.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) since: Option<UnixMillis>,
    /// Time until which messages are exported, exclusive.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) until: Option<UnixMillis>,
    /// Search for a text, which an export cannot do. It is read to be refused, since without it everything would be
    /// exported.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(skip))]
    pub(crate) search: Option<String>,
    /// Cursor in the last line of the export that this one continues.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^msg_[0-9a-f]{32}$")))]
    pub(crate) cursor: Option<String>,
    /// Gateway that sent or received the messages: a phone's device id, or a provider's number by its id or in any usual
    /// spelling.
    #[serde(deserialize_with = "read::optional_spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) gateway_id: Option<Spelled>,
}

/// Format of an exported file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExportFormat {
    /// RFC 4180 with a heading. Texts that a spreadsheet would take for a formula begin with an apostrophe.
    #[default]
    Csv,
    /// One JSON object a line.
    Jsonl,
}
