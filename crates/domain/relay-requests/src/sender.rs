//! Claimed sender of an SMS.

use std::fmt;

use telephony::PhoneNumber;

use crate::values;

/// A sender as a gateway client spells it: a number, or something else. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SenderText(String);

impl SenderText {
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// Returns the number, if it includes its country code.
    pub fn number(&self) -> Option<PhoneNumber> {
        values::international(&self.0)
    }

    /// Returns the text, only for parsing it as a number.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SenderText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SenderText(redacted)")
    }
}
