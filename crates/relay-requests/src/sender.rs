//! Who an SMS is said to come from.

use std::fmt;

use telephony::PhoneNumber;

use crate::values;

/// A sender as a gateway client spells it: a number, or something else. It shows nothing in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct SenderText(String);

impl SenderText {
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The number, if it says its country itself.
    pub fn number(&self) -> Option<PhoneNumber> {
        values::international(&self.0)
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
