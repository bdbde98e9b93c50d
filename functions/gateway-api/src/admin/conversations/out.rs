//! Answers about conversations, with members in alphabetical order.

use edge_kit::TimeSecs;
use serde::Serialize;
use store_d1::{
    conversations::{Conversation, ReadMark},
    history::Direction,
};

use crate::admin::messages::HistoryEntryOut;

/// Answer of `GET /api/v1/admin/conversations`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConversationsOut {
    /// The newest first.
    pub(crate) conversations: Vec<ConversationOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// The messages exchanged with one number.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConversationOut {
    /// Time of the newest message.
    last_at: TimeSecs,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["outbound", "inbound"])))]
    last_direction: &'static str,
    last_message_id: String,
    /// The other party: a phone number, a short code or a name.
    number: String,
    /// Last received message that was read; `null` if none was.
    read_to: Option<String>,
    /// Up to 160 characters of the newest message; `null` if it is not readable plain text, such as a one-time code.
    snippet: Option<String>,
    /// Received messages after the last one that was read; 100 stands for 100 or more.
    #[cfg_attr(feature = "openapi", schemars(range(max = 100)))]
    unread: u32,
}

/// Answer of `GET /api/v1/admin/conversations/{number}`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ConversationMessagesOut {
    /// Messages to and from the number, the newest first.
    pub(crate) messages: Vec<HistoryEntryOut>,
    /// Cursor of the next page; `null` on the last one.
    pub(crate) next_cursor: Option<String>,
    /// The other party as it is stored: a phone number is in E.164.
    pub(crate) number: String,
}

/// Answer of `POST /api/v1/admin/conversations/{number}/read`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ReadMarkOut {
    /// Last received message that was read; `null` if none was received.
    read_to: Option<String>,
    /// Received messages after it; 100 stands for 100 or more.
    #[cfg_attr(feature = "openapi", schemars(range(max = 100)))]
    unread: u32,
}

impl From<Conversation> for ConversationOut {
    fn from(conversation: Conversation) -> Self {
        Self {
            last_at: TimeSecs(conversation.last_at_ms),
            last_direction: match conversation.last_direction {
                Direction::Outbound => "outbound",
                Direction::Inbound => "inbound",
            },
            last_message_id: conversation.last_message_id,
            number: conversation.number,
            read_to: conversation.mark.read_to,
            snippet: conversation.snippet,
            unread: conversation.mark.unread,
        }
    }
}

impl From<ReadMark> for ReadMarkOut {
    fn from(mark: ReadMark) -> Self {
        Self { read_to: mark.read_to, unread: mark.unread }
    }
}
