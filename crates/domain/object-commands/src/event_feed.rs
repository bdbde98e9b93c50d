//! Frames between the Worker that holds a stream of an account's events and the account's Dispatcher, which numbers and
//! keeps the events. They travel as JSON on a WebSocket.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Header that marks a request for such a socket. Its value is the [`ReaderName`] of the credential that reads.
pub const FEED_READER_HEADER: &str = "x-wireroom-feed-reader";

/// Time for which an account counts as followed after D1 learned of a reader: the day for which its Dispatcher keeps
/// events, and the hour within which D1 learns of one.
pub const FOLLOWED_MS: i64 = 25 * 3_600_000;

/// Interval at which D1 learns that an account's events are still followed: well below the day for which that holds.
pub const READ_MARK_INTERVAL_MS: i64 = 3_600_000;

/// Stands between a person and its session in a reader's name.
const SESSION_SEPARATOR: char = '/';

/// Name of the credential that reads events: a key, or a person with a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReaderName(String);

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

impl ReaderName {
    const MAX_BYTES: usize = 64;

    pub fn key(key_id: &str) -> Self {
        Self(key_id.to_owned())
    }

    /// Names a person with all of its sessions.
    pub fn person(person_id: &str) -> Self {
        Self(person_id.to_owned())
    }

    /// Names one session of a person.
    pub fn session(person_id: &str, session_id: &str) -> Self {
        Self(format!("{person_id}{SESSION_SEPARATOR}{session_id}"))
    }

    /// Names the operator, whose tokens share a name since minting one costs nothing.
    pub fn operator() -> Self {
        Self("operator".to_owned())
    }

    /// Reads a name. `None` if it is empty or too long.
    pub fn parse(text: &str) -> Option<Self> {
        (1..=Self::MAX_BYTES).contains(&text.len()).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the key, or the person with all of its sessions: the holder of a share of an account's streams.
    pub fn holder(&self) -> &str {
        self.0.split_once(SESSION_SEPARATOR).map_or(&self.0, |(person, _)| person)
    }

    /// Whether this is the same credential, or the person whose session the other one is.
    pub fn covers(&self, other: &Self) -> bool {
        self == other || self.0 == other.holder()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn person_covers_its_sessions_and_a_session_only_itself() {
        let person = ReaderName::person("person_1");
        let session = ReaderName::session("person_1", "a");
        assert!(person.covers(&session) && person.covers(&person) && session.covers(&session));
        assert!(!session.covers(&person) && !session.covers(&ReaderName::session("person_1", "b")));
        assert!(!person.covers(&ReaderName::session("person_11", "a")));
        assert!(!ReaderName::key("key_1").covers(&ReaderName::key("key_11")));
    }

    #[test]
    fn sessions_of_a_person_have_one_holder() {
        assert_eq!(ReaderName::session("person_1", "a").holder(), "person_1");
        assert_eq!(ReaderName::key("key_1").holder(), "key_1");
    }

    #[test]
    fn longest_name_of_a_session_is_accepted_and_a_longer_or_empty_one_is_not() {
        let person_id = format!("person_{}", "0".repeat(16));
        let session = ReaderName::session(&person_id, &"0".repeat(32));
        assert_eq!(ReaderName::parse(session.as_str()), Some(session));
        assert_eq!(ReaderName::parse(""), None);
        assert_eq!(ReaderName::parse(&"x".repeat(65)), None);
    }
}
