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
/// How many bytes a generated secret has; Standard Webhooks asks for 24 to 64.
const GENERATED_BYTES: usize = 32;
/// With fewer bytes of key a secret signs nothing under Standard Webhooks.
const MIN_KEY_BYTES: usize = 24;
/// The longest secret, in bytes.
const MAX_BYTES: usize = 256;
/// The first part of what a sealed secret is bound to.
const SEALED_FOR: &str = "webhook secret";

/// The verifiers in use differ in whether they want padding, so the secret may be either way.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A secret shared with one receiver: `whsec_` and base64, or any text that the user chose.
#[derive(Clone)]
pub struct Secret {
    text: String,
    /// The key for `v1` signatures, if there is enough of it.
    standard_key: Option<Vec<u8>>,
}

/// Why a text is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("the secret is empty")]
    Empty,
    #[error("the secret is longer than {MAX_BYTES} bytes")]
    TooLong,
}

/// Why a stored secret could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredSecretError {
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// It opened, and is no secret.
    #[error("the stored secret is not a secret")]
    NotASecret,
}

impl Secret {
    /// A new secret of 32 random bytes. `rng` has to be cryptographic.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        let mut key = [0_u8; GENERATED_BYTES];
        rng.fill_bytes(&mut key);
        Self { text: format!("{PREFIX}{}", BASE64.encode(key)), standard_key: Some(key.to_vec()) }
    }

    /// Takes a secret as the user gives it, byte for byte. Whether it can sign `v1` is what
    /// [`signs_v1`](Self::signs_v1) says of it.
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

    /// Whether it has the 24 bytes of key that Standard Webhooks asks for: decoded after `whsec_`, else
    /// as UTF-8. If not, only the format's own older header is signed with it.
    pub fn signs_v1(&self) -> bool {
        self.standard_key.is_some()
    }

    /// The secret itself, for the one time it is shown.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Seals it for its row: it opens for this account's endpoint only.
    pub fn seal(
        &self,
        keyring: &Keyring,
        account_id: &str,
        endpoint_id: &str,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        sealing::seal(self.text.as_bytes(), keyring, &[SEALED_FOR, account_id, endpoint_id], rng)
    }

    /// Opens what [`seal`](Self::seal) made for the same account and endpoint.
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

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(redacted)")
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
    fn a_generated_secret_is_whsec_and_32_bytes_and_reads_back_as_itself() {
        let (mut rng, mut same) = (rng(), rng());
        let secret = Secret::generate(&mut rng);
        let mut expected = [0; 32];
        same.fill_bytes(&mut expected);
        assert_eq!(secret.standard_key(), Some(&expected[..]));
        assert_eq!(Secret::parse(secret.expose()).unwrap().standard_key(), Some(&expected[..]));
        assert_ne!(Secret::generate(&mut rng).expose(), secret.expose());
    }

    #[test]
    fn a_secret_signs_v1_from_24_bytes_of_key() {
        for (text, signs) in [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", false),
            ("whsec_test", false),
            ("whsec_this is not base64 at all, although long", false),
            ("abcdefghijklmnopqrstuvwx", true),
            ("abcdefghijklmnopqrstuvw", false),
            ("éééééééééééé", true),
        ] {
            assert_eq!(Secret::parse(text).unwrap().signs_v1(), signs, "{text}");
        }
    }

    #[test]
    fn base64_may_be_padded_or_not() {
        let padded = Secret::generate(&mut rng());
        let bare = Secret::parse(padded.expose().trim_end_matches('=')).unwrap();
        assert!(padded.expose().ends_with('='));
        assert_eq!(bare.standard_key(), padded.standard_key());
    }

    #[test]
    fn a_secret_is_1_to_256_bytes() {
        assert_eq!(Secret::parse("").unwrap_err(), SecretError::Empty);
        assert_eq!(Secret::parse(&"x".repeat(257)).unwrap_err(), SecretError::TooLong);
        assert!(Secret::parse(&"x".repeat(256)).is_ok() && Secret::parse("x").is_ok());
    }

    #[test]
    fn a_sealed_secret_opens_for_its_own_endpoint_only() {
        let sealed = Secret::parse("s").unwrap().seal(&keyring(), "a1", "e1", &mut rng()).unwrap();
        let open = |account, endpoint| {
            Secret::open(&sealed, &keyring(), account, endpoint).map(|secret| secret.text)
        };
        assert_eq!(open("a1", "e1"), Ok("s".to_owned()));
        for (account, endpoint) in [("a2", "e1"), ("a1", "e2"), ("e1", "a1"), ("a", "1e1")] {
            let refused = open(account, endpoint);
            assert_eq!(refused, Err(StoredSecretError::Sealed(OpenError::Corrupt)));
        }
    }

    #[test]
    fn what_was_sealed_and_is_no_secret_is_refused() {
        for bytes in [&b""[..], b"\xff"] {
            let binding = [SEALED_FOR, "a1", "e1"];
            let sealed = sealing::seal(bytes, &keyring(), &binding, &mut rng()).unwrap();
            let refused = Secret::open(&sealed, &keyring(), "a1", "e1").unwrap_err();
            assert_eq!(refused, StoredSecretError::NotASecret);
        }
    }

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", Secret::parse("hunter2").unwrap()), "Secret(redacted)");
    }

    proptest! {
        #[test]
        fn a_secret_is_kept_byte_for_byte(text in "\\PC{1,60}|whsec_[A-Za-z0-9+/=]{0,60}") {
            if let Ok(secret) = Secret::parse(&text) {
                prop_assert_eq!(secret.expose(), text);
            } else {
                prop_assert!(text.len() > MAX_BYTES);
            }
        }
    }
}
