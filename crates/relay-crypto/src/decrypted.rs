//! What came out of a decryption, and that nothing did.

use std::fmt;

/// A text that was encrypted: a password, a request, a hash of a number. It shows nothing in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct DecryptedText(String);

/// It did not decrypt. That is all that may be said of it: which of the wrong key, the wrong layout, the wrong
/// padding or the wrong encoding it was would tell an attacker about the plaintext (contract 7, #6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it does not decrypt")]
pub struct Undecryptable;

impl DecryptedText {
    pub(crate) fn of_utf8(bytes: Vec<u8>) -> Result<Self, Undecryptable> {
        String::from_utf8(bytes).map(Self).map_err(|_| Undecryptable)
    }

    /// The text, for what needs it and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DecryptedText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DecryptedText(redacted)")
    }
}
