//! Requests for conversations.

use edge_kit::params::read;
use serde::Deserialize;
use unix_time::UnixMillis;

use crate::admin::messages::cursor;

/// Query of `GET /api/v1/admin/conversations`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListConversationsIn {
    /// Conversations per page; more than 50 counts as 50. A page has more if the recipients of its last message are
    /// more.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 20)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^msg_[0-9a-f]{32}$")))]
    pub(crate) cursor: Option<String>,
}

/// Query of `GET /api/v1/admin/conversations/{number}`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ShowConversationIn {
    /// Messages per page; more than 100 counts as 100.
    #[serde(deserialize_with = "read::count")]
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 50)))]
    pub(crate) limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^msg_[0-9a-f]{32}$")))]
    pub(crate) cursor: Option<String>,
}

/// Body of `POST /api/v1/admin/conversations/{number}/read`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct MarkReadIn {
    /// Last message that was read, of either direction.
    #[serde(deserialize_with = "cursor")]
    #[cfg_attr(feature = "openapi", schemars(regex(pattern = "^msg_[0-9a-f]{32}$")))]
    pub(crate) message_id: Option<String>,
    /// Time up to which messages were read, inclusive. Without it and without a message, all are marked.
    #[serde(deserialize_with = "read::time")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeSecs>"))]
    pub(crate) until: Option<UnixMillis>,
}
