//! Sealing and opening under a [`Keyring`].

use aes_gcm::{
    Aes256Gcm, Key as CipherKey, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use rand_core::RngCore;

use crate::{
    envelope::{join, parts},
    keyring::{Key, Keyring},
};

const NONCE_BYTES: usize = 12;
/// Maximum size of a secret: far more than any needs, and far below the cipher's limit.
const MAX_PLAINTEXT_BYTES: usize = 1 << 20;

/// Reason why a secret was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the secret is longer than {MAX_PLAINTEXT_BYTES} bytes")]
    TooLong,
}

/// Reason why a sealed text did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The key is not in the keyring: the setting lost a key that is still in use.
    #[error("sealed under a key that is not in the keyring")]
    UnknownKey,
    /// The text is malformed or was altered, or it was sealed for another binding or under another key of the same
    /// id.
    #[error("the sealed text is corrupt or was sealed for another context")]
    Corrupt,
}

/// Seals `secret` under the newest key.
///
/// `binding` names the secret's purpose and then its owner, by ids. Opening needs the same parts. `rng` has to be
/// cryptographic; its nonces are safe for 2³² secrets under one key.
pub fn seal(
    secret: &[u8],
    keyring: &Keyring,
    binding: &[&str],
    rng: &mut impl RngCore,
) -> Result<String, SealError> {
    if secret.len() > MAX_PLAINTEXT_BYTES {
        return Err(SealError::TooLong);
    }
    let key = keyring.newest();
    let mut nonce = [0_u8; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let aad = associated_data(binding);
    let payload = Payload { msg: secret, aad: &aad };
    let ciphertext = cipher(key).encrypt(Nonce::from_slice(&nonce), payload);
    // The cipher refuses only inputs that are too long.
    let ciphertext = ciphertext.map_err(|_| SealError::TooLong)?;
    let encoded = BASE64.encode([&nonce[..], &ciphertext].concat());
    Ok(join(&key.id, &encoded))
}

/// Opens a text that [`seal`] made for the same `binding`, with the key of the keyring that it names.
pub fn open(sealed: &str, keyring: &Keyring, binding: &[&str]) -> Result<Vec<u8>, OpenError> {
    let (id, encoded) = parts(sealed).ok_or(OpenError::Corrupt)?;
    let key = keyring.find(id).ok_or(OpenError::UnknownKey)?;
    let bytes = BASE64.decode(encoded).map_err(|_| OpenError::Corrupt)?;
    let (nonce, ciphertext) = bytes.split_at_checked(NONCE_BYTES).ok_or(OpenError::Corrupt)?;
    let aad = associated_data(binding);
    let payload = Payload { msg: ciphertext, aad: &aad };
    cipher(key).decrypt(Nonce::from_slice(nonce), payload).map_err(|_| OpenError::Corrupt)
}

fn cipher(key: &Key) -> Aes256Gcm {
    Aes256Gcm::new(CipherKey::<Aes256Gcm>::from_slice(&key.bytes))
}

/// Returns every part after its length in 8 big-endian bytes, so that `["ab", "c"]` and `["a", "bc"]` differ.
fn associated_data(binding: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in binding {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests;
