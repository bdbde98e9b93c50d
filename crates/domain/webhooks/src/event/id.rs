//! Event ids: `evt_` + 32 lowercase hex digits, derived from the fact.

use serde::{Deserialize, Deserializer, Serialize, de};
use sha2::{Digest, Sha256};

use super::EventKind;

const PREFIX: &str = "evt_";
const BYTES: usize = 16;

/// Id by which receivers recognize a repeated event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EventId(String);

impl EventId {
    /// Derives the id of a fact about one recipient (`ordinal`, 0 without several recipients) of `subject`, a message
    /// or endpoint id. The same inputs give the same id.
    pub fn derive(kind: EventKind, subject: &str, ordinal: u8, occurrence: u64) -> Self {
        // No kind contains a line feed, and the fields after the subject have a fixed length, so different inputs give
        // different bytes.
        let digest = Sha256::new()
            .chain_update(kind.as_str())
            .chain_update(b"\n")
            .chain_update(subject)
            .chain_update([ordinal])
            .chain_update(occurrence.to_be_bytes())
            .finalize();
        Self(format!("{PREFIX}{}", hex::encode(digest.get(..BYTES).unwrap_or(&digest))))
    }

    /// Parses an id; `None` unless `text` is `evt_` and 32 lowercase hex digits.
    pub fn parse(text: &str) -> Option<Self> {
        let lowercase_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let body = text.strip_prefix(PREFIX)?;
        let right = body.len() == 2 * BYTES && body.bytes().all(lowercase_hex);
        right.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not an event id"))
    }
}
