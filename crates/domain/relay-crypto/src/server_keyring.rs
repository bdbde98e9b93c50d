//! The server's keys, newest first, from one setting.

use rand_core::RngCore;

use crate::{DecryptedText, KeyError, OaepDigests, ServerKey, Undecryptable};

/// Maximum number of keys. A rotation overlaps two; each further key costs another private operation per wrong
/// ciphertext.
const MAX_KEYS: usize = 4;
const MAX_ID_BYTES: usize = 32;

/// One to four key pairs with different ids. Clients get the first; all of them decrypt, so a handshake that began
/// before a rotation can finish after it.
#[derive(Clone, Debug)]
pub struct ServerKeyring {
    newest: ServerKey,
    older: Vec<ServerKey>,
}

/// Reason why a setting is not a keyring. Entries are counted from 1, and their contents are never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerKeyringError {
    #[error("there is no server key")]
    Empty,
    #[error("there are more than {MAX_KEYS} server keys")]
    TooManyKeys,
    #[error("server key {0} is not <id>:<private key>")]
    NotAPair(usize),
    #[error("the id of server key {0} is not 1 to {MAX_ID_BYTES} of A-Z a-z 0-9 _ -")]
    BadId(usize),
    #[error("the id of server key {0} was used before")]
    RepeatedId(usize),
    #[error("server key {0}: {1}")]
    BadKey(usize, KeyError),
}

impl ServerKeyring {
    /// Parses `id:key,id:key`, newest first. A key is base64 of PKCS#8 or PKCS#1, or their PEM; spaces and line ends
    /// around and inside it are ignored.
    pub fn parse(setting: &str) -> Result<Self, ServerKeyringError> {
        if setting.trim().is_empty() {
            return Err(ServerKeyringError::Empty);
        }
        let mut keys: Vec<ServerKey> = Vec::new();
        // Neither base64 nor the PEM of an unencrypted key has commas or colons.
        for (entry, position) in setting.split(',').zip(1..) {
            if position > MAX_KEYS {
                return Err(ServerKeyringError::TooManyKeys);
            }
            let (id, key) = entry.split_once(':').ok_or(ServerKeyringError::NotAPair(position))?;
            let id = id.trim();
            if !is_key_id(id) {
                return Err(ServerKeyringError::BadId(position));
            }
            if keys.iter().any(|known| known.id() == id) {
                return Err(ServerKeyringError::RepeatedId(position));
            }
            let key = ServerKey::parse(id, key);
            keys.push(key.map_err(|error| ServerKeyringError::BadKey(position, error))?);
        }
        let mut keys = keys.into_iter();
        let newest = keys.next().ok_or(ServerKeyringError::Empty)?;
        Ok(Self { newest, older: keys.collect() })
    }

    /// Returns the key that clients get.
    pub fn newest(&self) -> &ServerKey {
        &self.newest
    }

    /// Finds a key by id, for a session that remembers which key its client got.
    pub fn find(&self, id: &str) -> Option<&ServerKey> {
        self.all().find(|key| key.id() == id)
    }

    /// Decrypts with [`ServerKey::decrypt`] and the first key that fits, newest first. A session that knows its key
    /// should use that key instead: here a wrong ciphertext costs a private operation per key.
    pub fn decrypt(
        &self,
        encrypted: &str,
        digests: OaepDigests,
        rng: &mut impl RngCore,
    ) -> Result<DecryptedText, Undecryptable> {
        self.all().find_map(|key| key.decrypt(encrypted, digests, rng).ok()).ok_or(Undecryptable)
    }

    fn all(&self) -> impl Iterator<Item = &ServerKey> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

/// Whether the text can be an id: it must not contain the setting's separators, and must fit a header.
fn is_key_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=MAX_ID_BYTES).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests;
