//! Frames between the Worker that holds a stream of an account's events and the account's Dispatcher, which numbers and
//! keeps the events. They travel as JSON on a WebSocket.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Header that marks a request for such a socket. Its value names the credential that reads.
pub const FEED_READER_HEADER: &str = "x-wireroom-feed-reader";

/// Time for which an account counts as followed after D1 learned of a reader: the day for which its Dispatcher keeps
/// events, and the hour within which D1 learns of one.
pub const FOLLOWED_MS: i64 = 25 * 3_600_000;

/// Request for the next events. The first one on a socket starts the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRequest {
    /// Number of the last event that the reader has. `None`: it wants the events from now on.
    pub after: Option<i64>,
}

/// Events in order, without a gap: the answer to a request, or a page that nobody asked for, sent when they happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedPage {
    /// Whether the page answers a request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_answer: bool,
    /// Number that precedes the first event of the page.
    pub after: i64,
    /// Whether events between the requested number and `after` are no longer known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    pub events: Vec<FeedEvent>,
    /// Number of the newest event, which may be beyond the page.
    pub newest: i64,
}

/// One numbered event.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedEvent {
    pub number: i64,
    /// Name of the event's type, such as `message.sent`.
    pub kind: String,
    /// The event as JSON. It may contain phone numbers and texts, so `Debug` does not show it.
    pub body: String,
}

impl FeedPage {
    /// Most events of one page.
    pub const MAX_EVENTS: u32 = 200;
    /// Total size of the bodies, in bytes, beyond which a page gets no further event.
    pub const MAX_BYTES: usize = 256_000;
}

impl fmt::Debug for FeedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("FeedEvent");
        shown.field("number", &self.number).field("kind", &self.kind).finish_non_exhaustive()
    }
}
