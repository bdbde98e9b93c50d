//! The form in which numbers are compared.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number without its punctuation, so that `+1 206 299 2129` and `12062992129` are equal. A text that is not only
/// digits is kept as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NumberKey(String);

impl NumberKey {
    pub fn of(number: &str) -> Self {
        let punctuation = |it: char| matches!(it, '+' | ' ' | '-' | '(' | ')' | '.');
        let bare: String = number.chars().filter(|it| !punctuation(*it)).collect();
        let is_number = !bare.is_empty() && bare.chars().all(|it| it.is_ascii_digit());
        Self(if is_number { bare } else { number.to_owned() })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NumberKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NumberKey(redacted)")
    }
}
