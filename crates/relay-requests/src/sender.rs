//! Who an SMS is said to come from.

use std::fmt;

/// A sender as a gateway client spells it: a number, or something else. It shows nothing in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct SenderText(String);

impl SenderText {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// For reading it as a number, and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SenderText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SenderText(redacted)")
    }
}
