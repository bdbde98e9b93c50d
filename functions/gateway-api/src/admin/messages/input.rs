//! Request of the history.

use edge_kit::params::read::{self, Spelled};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected},
};
use store_d1::history::{Direction, StateFilter};
use unix_time::UnixMillis;

/// Query of `GET /api/v1/admin/messages`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListMessagesIn {
    /// Status of the listed messages. `received` selects received messages, every other status selects sent ones.
    #[serde(deserialize_with = "read::word")]
    pub(crate) status: Option<HistoryStatus>,
    /// Direction of the listed messages. Without it, both are listed. A direction that contradicts the status gives an
    /// empty list.
    #[serde(deserialize_with = "read::word")]
    pub(crate) direction: Option<HistoryDirection>,
    /// Recipient or sender: a phone number in any usual spelling, a short code or a sender's name.
    #[cfg_attr(feature = "openapi", schemars(example = "+12025550123"))]
    pub(crate) phone_number: Option<String>,
    /// Label of the listed messages, which are sent ones.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 64)))]
    pub(crate) label: Option<String>,
    /// Part of the text, or of the recipient's or sender's number, in any case. A search covers at most 31 days: `since`
    /// is 7 days before `until` unless it is given, and `until` is now. Sealed, hashed and encrypted texts are not found.
    #[serde(deserialize_with = "read::search_text")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = 100)))]
    pub(crate) search: Option<String>,
    /// Time from which messages are listed, inclusive.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) since: Option<UnixMillis>,
    /// Time until which messages are listed, exclusive.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) until: Option<UnixMillis>,
    /// Messages per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^msg_[0-9a-f]{32}$")))]
    pub(crate) cursor: Option<String>,
    /// Gateway that sent or received the messages: a phone's device id, or a provider's number by its id or in any usual
    /// spelling.
    #[serde(deserialize_with = "read::optional_spelled")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub(crate) gateway_id: Option<Spelled>,
}

/// Status by which the history can be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum HistoryStatus {
    Pending,
    Queued,
    Sent,
    Delivered,
    Failed,
    Received,
}

/// Direction by which the history can be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum HistoryDirection {
    Outbound,
    Inbound,
}

impl HistoryStatus {
    pub(crate) fn direction(self) -> Direction {
        match self {
            Self::Received => Direction::Inbound,
            _ => Direction::Outbound,
        }
    }

    /// Returns the states of sent messages that have this status; `None` for received messages, which have no state.
    pub(crate) fn states(self) -> Option<&'static [StateFilter]> {
        const fn state(state: &'static str) -> StateFilter {
            StateFilter { state, leased: None }
        }
        const PENDING: &[StateFilter] = &[StateFilter { state: "accepted", leased: Some(false) }];
        const QUEUED: &[StateFilter] = &[
            StateFilter { state: "accepted", leased: Some(true) },
            state("dispatched"),
            state("acknowledged"),
            state("cancelling"),
        ];
        const SENT: &[StateFilter] = &[state("sent")];
        const DELIVERED: &[StateFilter] = &[state("delivered")];
        const FAILED: &[StateFilter] = &[state("failed"), state("cancelled")];
        match self {
            Self::Pending => Some(PENDING),
            Self::Queued => Some(QUEUED),
            Self::Sent => Some(SENT),
            Self::Delivered => Some(DELIVERED),
            Self::Failed => Some(FAILED),
            Self::Received => None,
        }
    }
}

impl From<HistoryDirection> for Direction {
    fn from(direction: HistoryDirection) -> Self {
        match direction {
            HistoryDirection::Outbound => Self::Outbound,
            HistoryDirection::Inbound => Self::Inbound,
        }
    }
}

/// Reads the cursor: the id of the last message that the previous page examined.
pub(crate) fn cursor<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let Some(text) = read::search_text(from)? else { return Ok(None) };
    let hex = text.strip_prefix("msg_").unwrap_or_default();
    let shaped =
        hex.len() == 32 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if shaped {
        Ok(Some(text))
    } else {
        Err(D::Error::invalid_value(Unexpected::Str(&text), &"a message's id"))
    }
}
