//! The text of a message.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::segments;

/// A message's body. `Debug` shows only its length.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageText(String);

impl MessageText {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Number of Unicode scalar values, which is what the API's limits count.
    pub fn char_count(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether the GSM alphabet has all of its characters, so that it needs no Unicode on the air.
    pub fn is_gsm(&self) -> bool {
        self.0.chars().all(segments::is_gsm)
    }

    /// First character that the GSM alphabet lacks, with its position in characters. `None` if there is none.
    pub fn first_beyond_gsm(&self) -> Option<(usize, char)> {
        self.0.chars().enumerate().find(|(_, character)| !segments::is_gsm(*character))
    }

    /// Number of SMS segments on the air, at least 1.
    pub fn segments(&self) -> u32 {
        segments::count(&self.0)
    }
}

impl fmt::Debug for MessageText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MessageText({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_only_the_length_and_json_is_unchanged() {
        let text = MessageText::new("héllo");
        assert_eq!(format!("{text:?}"), "MessageText(6 bytes)");
        assert_eq!(text.char_count(), 5);
        assert!(text.is_gsm() && !MessageText::new("ж").is_gsm());
        assert_eq!(text.first_beyond_gsm(), None);
        assert_eq!(MessageText::new("é жж").first_beyond_gsm(), Some((2, 'ж')));
        let json = serde_json::to_string(&text).unwrap();
        assert_eq!(json, "\"héllo\"");
        assert_eq!(serde_json::from_str::<MessageText>(&json).unwrap(), text);
    }
}
