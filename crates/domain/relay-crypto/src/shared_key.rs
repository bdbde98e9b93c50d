//! The key shared by a phone and the server.

use std::fmt;

use rand_core::RngCore;
use sealing::{Keyring, OpenError, SealError};
use subtle::{Choice, ConstantTimeEq};

pub(crate) const KEY_BYTES: usize = 32;
/// First part of the binding of a sealed key.
const PURPOSE: &str = "relay shared key";

/// 32 hex digits whose ASCII bytes are an AES-256 key, so 128 random bits (contract 1.4). Debug output hides it, and it
/// is compared in constant time.
#[derive(Clone)]
pub struct SharedKey([u8; KEY_BYTES]);

/// Error: the text is not 32 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a shared key must be 32 hex characters")]
pub struct SharedKeyError;

/// Error: a sealed key does not open, or the opened text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenKeyError {
    #[error(transparent)]
    Sealed(#[from] OpenError),
    #[error(transparent)]
    Text(#[from] SharedKeyError),
}

impl SharedKey {
    /// Generates a key. `rng` must be cryptographic.
    pub fn random(rng: &mut impl RngCore) -> Self {
        let mut bytes = [0; KEY_BYTES / 2];
        rng.fill_bytes(&mut bytes);
        let mut text = [0; KEY_BYTES];
        // The only possible error is a wrong length, and this one is right.
        let _ = hex::encode_to_slice(bytes, &mut text);
        Self(text)
    }

    /// Parses the text of [`expose`](Self::expose). The case of the digits is part of the key.
    pub fn parse(text: &str) -> Result<Self, SharedKeyError> {
        let bytes: [u8; KEY_BYTES] = text.as_bytes().try_into().map_err(|_| SharedKeyError)?;
        let is_hex = bytes.iter().all(u8::is_ascii_hexdigit);
        if is_hex { Ok(Self(bytes)) } else { Err(SharedKeyError) }
    }

    /// Returns the 32 digits, only for encrypting them for the phone or sealing them for the database.
    pub fn expose(&self) -> &str {
        // All digits are ASCII, so this conversion never fails.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Seals the key, bound to an account's user.
    pub fn seal(
        &self,
        keyring: &Keyring,
        account_id: &str,
        user_id: &str,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        sealing::seal(&self.0, keyring, &[PURPOSE, account_id, user_id], rng)
    }

    /// Opens a key that [`seal`](Self::seal) sealed. Fails if the sealing key is no longer in the keyring, or for
    /// another user's row.
    pub fn open(
        sealed: &str,
        keyring: &Keyring,
        account_id: &str,
        user_id: &str,
    ) -> Result<Self, OpenKeyError> {
        let opened = sealing::open(sealed, keyring, &[PURPOSE, account_id, user_id])?;
        let text = std::str::from_utf8(&opened).map_err(|_| SharedKeyError)?;
        Ok(Self::parse(text)?)
    }

    /// Key that is tried for a sender without one, so that it takes as long.
    pub(crate) fn decoy() -> Self {
        Self([b'0'; KEY_BYTES])
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

impl ConstantTimeEq for SharedKey {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::rng;

    #[test]
    fn random_keys_are_32_lowercase_hex_digits_and_differ() {
        let mut rng = rng(1);
        let (first, second) = (SharedKey::random(&mut rng), SharedKey::random(&mut rng));
        assert_eq!(first.expose().len(), 32);
        assert!(first.expose().bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
        assert!(!bool::from(first.ct_eq(&second)));
        assert!(bool::from(first.ct_eq(&SharedKey::parse(first.expose()).unwrap())));
    }

    #[test]
    fn key_of_another_length_or_alphabet_is_refused() {
        let key = "0123456789abcdef0123456789abcdef";
        assert_eq!(SharedKey::parse(key).unwrap().expose(), key);
        let upper = key.to_uppercase();
        assert_eq!(SharedKey::parse(&upper).unwrap().expose(), upper);
        for text in
            ["", key.get(1..).unwrap(), &format!("{key}0"), &key.replace('0', "g"), &"é".repeat(16)]
        {
            assert!(SharedKey::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn debug_output_hides_the_key() {
        assert_eq!(format!("{:?}", SharedKey::random(&mut rng(2))), "SharedKey(redacted)");
    }

    proptest! {
        #[test]
        fn any_text_round_trips_or_is_refused(text in "[0-9a-fA-F]{32}|\\PC{0,40}") {
            if let Ok(key) = SharedKey::parse(&text) {
                prop_assert_eq!(key.expose(), text);
            }
        }
    }

    #[test]
    fn sealed_key_opens_only_for_its_user() {
        let keyring = Keyring::parse("a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        let key = SharedKey::parse("0123456789abcdef0123456789abcdef").unwrap();
        let sealed = key.seal(&keyring, "account", "user", &mut crate::testing::rng(1)).unwrap();
        let opened = |account, user| SharedKey::open(&sealed, &keyring, account, user);
        assert_eq!(opened("account", "user").unwrap().expose(), key.expose());
        for (account, user) in [("account", "other"), ("other", "user")] {
            assert!(matches!(opened(account, user), Err(OpenKeyError::Sealed(_))));
        }
        let binding = [PURPOSE, "account", "user"];
        let text = sealing::seal(b"none", &keyring, &binding, &mut crate::testing::rng(1)).unwrap();
        let opened = SharedKey::open(&text, &keyring, "account", "user");
        assert!(matches!(opened, Err(OpenKeyError::Text(SharedKeyError))));
    }
}
