//! AES-256-CBC under a key shared by services: one field of a request (contract 1.5, `DELETE /v2/sync/users`), and
//! reliability tests of 2024 (contract 3.5).

use std::fmt;

use crate::{
    DecryptedText, TextError, Undecryptable, base64_text,
    shared_key::KEY_BYTES,
    symmetric::{self, BLOCK_BYTES},
};

/// Minimum length, since shorter keys could be guessed.
const MIN_KEY_BYTES: usize = 16;

/// A key given to a service: the first 32 bytes of its text, padded with `0`.
#[derive(Clone)]
pub struct ServiceKey([u8; KEY_BYTES]);

/// Error: the text has fewer than 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service key has fewer than {MIN_KEY_BYTES} bytes")]
pub struct ServiceKeyError;

impl ServiceKey {
    pub fn new(text: &str) -> Result<Self, ServiceKeyError> {
        if text.len() < MIN_KEY_BYTES {
            return Err(ServiceKeyError);
        }
        let mut key = [b'0'; KEY_BYTES];
        key.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
        Ok(Self(key))
    }

    /// Opens `<16 raw bytes of IV><hex of the ciphertext>`.
    pub fn open_field(&self, field: &str) -> Result<DecryptedText, Undecryptable> {
        let (iv, ciphertext) =
            field.as_bytes().split_first_chunk::<BLOCK_BYTES>().ok_or(Undecryptable)?;
        if ciphertext.len() > base64_text::MAX_TEXT_BYTES {
            return Err(Undecryptable);
        }
        let ciphertext = hex::decode(ciphertext).map_err(|_| Undecryptable)?;
        symmetric::decrypt(&ciphertext, &self.0, iv).and_then(DecryptedText::of_utf8)
    }

    /// Seals a field for [`open_field`](Self::open_field). `iv` must be 16 random ASCII characters; otherwise `None`.
    pub fn seal_field(&self, plaintext: &str, iv: &str) -> Option<String> {
        let bytes: &[u8; BLOCK_BYTES] = iv.as_bytes().try_into().ok().filter(|_| iv.is_ascii())?;
        let ciphertext = symmetric::encrypt(plaintext.as_bytes(), &self.0, bytes);
        Some(format!("{iv}{}", hex::encode(ciphertext)))
    }

    /// Opens `base64(IV || ciphertext)`, which has no inner base64.
    pub fn open_reliability_test(&self, text: &str) -> Result<DecryptedText, Undecryptable> {
        let bytes = base64_text::decode(text.as_bytes()).map_err(|_: TextError| Undecryptable)?;
        let (iv, ciphertext) = bytes.split_first_chunk::<BLOCK_BYTES>().ok_or(Undecryptable)?;
        symmetric::decrypt(ciphertext, &self.0, iv).and_then(DecryptedText::of_utf8)
    }

    /// Seals a text for [`open_reliability_test`](Self::open_reliability_test). `iv` must be random.
    pub fn seal_reliability_test(&self, plaintext: &str, iv: [u8; 16]) -> String {
        let ciphertext = symmetric::encrypt(plaintext.as_bytes(), &self.0, &iv);
        base64_text::encode(&[&iv[..], &ciphertext].concat())
    }
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServiceKey(redacted)")
    }
}

#[cfg(test)]
mod tests;
