//! An endpoint's signing secret.

use std::fmt;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use rand_core::RngCore;
use sealing::{Keyring, OpenError, SealError};

const PREFIX: &str = "whsec_";
/// Size of a generated secret; Standard Webhooks requires 24 to 64 bytes.
const GENERATED_BYTES: usize = 32;
/// Minimum key size of Standard Webhooks; a shorter secret makes no `v1` signature.
const MIN_KEY_BYTES: usize = 24;
/// Longest accepted secret, in bytes.
const MAX_BYTES: usize = 256;
/// First part of the binding of a sealed secret.
const SEALED_FOR: &str = "webhook secret";

/// Padding is optional, because the verifiers in use differ on it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A secret shared with one receiver: `whsec_` and base64, or any text that the user chose.
#[derive(Clone)]
pub struct SigningSecret {
    text: String,
    /// Key for `v1` signatures; `None` if it is too short.
    standard_key: Option<Vec<u8>>,
}

/// Reason why a text is not a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("the secret is empty")]
    Empty,
    #[error("the secret is longer than {MAX_BYTES} bytes")]
    TooLong,
}

/// Reason why a stored secret could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredSecretError {
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// It was unsealed, but is not a valid secret.
    #[error("the stored text is not a valid secret")]
    NotASecret,
}

impl SigningSecret {
    /// Generates a secret of 32 random bytes. `rng` must be cryptographic.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        let mut key = [0_u8; GENERATED_BYTES];
        rng.fill_bytes(&mut key);
        Self { text: format!("{PREFIX}{}", BASE64.encode(key)), standard_key: Some(key.to_vec()) }
    }

    /// Accepts a secret as the user gave it, byte for byte. [`signs_v1`](Self::signs_v1) tells whether it can make `v1`
    /// signatures.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        if text.is_empty() {
            return Err(SecretError::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(SecretError::TooLong);
        }
        let key = match text.strip_prefix(PREFIX) {
            Some(encoded) => BASE64.decode(encoded).ok(),
            None => Some(text.as_bytes().to_vec()),
        };
        let standard_key = key.filter(|key| key.len() >= MIN_KEY_BYTES);
        Ok(Self { text: text.to_owned(), standard_key })
    }

    /// Whether the secret has the 24 bytes of key that Standard Webhooks requires: decoded after `whsec_`, otherwise as
    /// UTF-8. If not, it only signs the format's own older header.
    pub fn signs_v1(&self) -> bool {
        self.standard_key.is_some()
    }

    /// Returns the secret itself, for the one time it is shown.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Seals the secret, bound to this account and endpoint.
    pub fn seal(
        &self,
        keyring: &Keyring,
        account_id: &str,
        endpoint_id: &str,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        sealing::seal(self.text.as_bytes(), keyring, &[SEALED_FOR, account_id, endpoint_id], rng)
    }

    /// Opens a secret that [`seal`](Self::seal) sealed for the same account and endpoint.
    pub fn open(
        sealed: &str,
        keyring: &Keyring,
        account_id: &str,
        endpoint_id: &str,
    ) -> Result<Self, StoredSecretError> {
        let bytes = sealing::open(sealed, keyring, &[SEALED_FOR, account_id, endpoint_id])?;
        let text = String::from_utf8(bytes).map_err(|_| StoredSecretError::NotASecret)?;
        Self::parse(&text).map_err(|_| StoredSecretError::NotASecret)
    }

    pub(crate) fn standard_key(&self) -> Option<&[u8]> {
        self.standard_key.as_deref()
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::ChaCha8Rng;
    use rand_core::{RngCore, SeedableRng};

    use super::*;

    fn rng() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(3)
    }

    fn keyring() -> Keyring {
        Keyring::parse("k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
    }

    #[test]
    fn generated_secret_is_whsec_and_32_bytes_and_round_trips() {
        let (mut rng, mut same) = (rng(), rng());
        let secret = SigningSecret::generate(&mut rng);
        let mut expected = [0; 32];
        same.fill_bytes(&mut expected);
        assert_eq!(secret.standard_key(), Some(&expected[..]));
        assert_eq!(
            SigningSecret::parse(secret.expose()).unwrap().standard_key(),
            Some(&expected[..])
        );
        assert_ne!(SigningSecret::generate(&mut rng).expose(), secret.expose());
    }

    #[test]
    fn secret_signs_v1_with_at_least_24_bytes_of_key() {
        for (text, signs) in [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", false),
            ("whsec_test", false),
            ("whsec_this is not base64 at all, although long", false),
            ("abcdefghijklmnopqrstuvwx", true),
            ("abcdefghijklmnopqrstuvw", false),
            ("éééééééééééé", true),
        ] {
            assert_eq!(SigningSecret::parse(text).unwrap().signs_v1(), signs, "{text}");
        }
    }

    #[test]
    fn base64_padding_is_optional() {
        let padded = SigningSecret::generate(&mut rng());
        let bare = SigningSecret::parse(padded.expose().trim_end_matches('=')).unwrap();
        assert!(padded.expose().ends_with('='));
        assert_eq!(bare.standard_key(), padded.standard_key());
    }

    #[test]
    fn secret_has_1_to_256_bytes() {
        assert_eq!(SigningSecret::parse("").unwrap_err(), SecretError::Empty);
        assert_eq!(SigningSecret::parse(&"x".repeat(257)).unwrap_err(), SecretError::TooLong);
        assert!(
            SigningSecret::parse(&"x".repeat(256)).is_ok() && SigningSecret::parse("x").is_ok()
        );
    }

    #[test]
    fn sealed_secret_opens_only_for_its_own_endpoint() {
        let sealed =
            SigningSecret::parse("s").unwrap().seal(&keyring(), "a1", "e1", &mut rng()).unwrap();
        let open = |account, endpoint| {
            SigningSecret::open(&sealed, &keyring(), account, endpoint).map(|secret| secret.text)
        };
        assert_eq!(open("a1", "e1"), Ok("s".to_owned()));
        for (account, endpoint) in [("a2", "e1"), ("a1", "e2"), ("e1", "a1"), ("a", "1e1")] {
            let refused = open(account, endpoint);
            assert_eq!(refused, Err(StoredSecretError::Sealed(OpenError::Corrupt)));
        }
    }

    #[test]
    fn sealed_value_that_is_no_secret_is_refused() {
        for bytes in [&b""[..], b"\xff"] {
            let binding = [SEALED_FOR, "a1", "e1"];
            let sealed = sealing::seal(bytes, &keyring(), &binding, &mut rng()).unwrap();
            let refused = SigningSecret::open(&sealed, &keyring(), "a1", "e1").unwrap_err();
            assert_eq!(refused, StoredSecretError::NotASecret);
        }
    }

    #[test]
    fn debug_output_hides_the_secret() {
        assert_eq!(
            format!("{:?}", SigningSecret::parse("hunter2").unwrap()),
            "SigningSecret(redacted)"
        );
    }

    proptest! {
        #[test]
        fn secret_is_stored_byte_for_byte(text in "\\PC{1,60}|whsec_[A-Za-z0-9+/=]{0,60}") {
            if let Ok(secret) = SigningSecret::parse(&text) {
                prop_assert_eq!(secret.expose(), text);
            } else {
                prop_assert!(text.len() > MAX_BYTES);
            }
        }
    }
}
