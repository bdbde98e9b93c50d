//! Labels by which an integrator finds the messages that it sent together.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A label of 1 to 64 printable characters, of which at least one is no blank.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// Most characters of a label.
    pub const MAX_CHARS: usize = 64;

    /// Reads a label. `None` if it is blank, too long or not printable.
    pub fn parse(text: &str) -> Option<Self> {
        let is_printable = !text.chars().any(char::is_control);
        let is_whole = text.chars().count() <= Self::MAX_CHARS && !text.trim().is_empty();
        (is_printable && is_whole).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A label may name a customer.
impl fmt::Debug for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Label(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_has_1_to_64_printable_characters() {
        for text in ["a", "Spring sale / 2026", "é😀", &"ä".repeat(64)] {
            assert_eq!(
                Label::parse(text).map(|label| label.as_str().to_owned()),
                Some(text.to_owned())
            );
        }
        for text in ["", "  ", "a\nb", "a\u{7f}", &"a".repeat(65)] {
            assert_eq!(Label::parse(text), None, "{text:?}");
        }
    }
}
