//! Results of a decryption.

use std::fmt;

/// A decrypted text: a password, a request, or a hash of a number. Debug output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct DecryptedText(String);

/// Error: the text did not decrypt. It must not tell a wrong key, layout, padding or encoding apart: that would tell an
/// attacker about the plaintext (contract 7, #6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text cannot be decrypted")]
pub struct Undecryptable;

impl DecryptedText {
    pub(crate) fn of_utf8(bytes: Vec<u8>) -> Result<Self, Undecryptable> {
        String::from_utf8(bytes).map(Self).map_err(|_| Undecryptable)
    }

    /// Returns the text; use it only where it is needed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DecryptedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DecryptedText(redacted)")
    }
}
