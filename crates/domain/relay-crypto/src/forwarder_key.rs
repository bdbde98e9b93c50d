//! Signatures of gateway clients and nodes (contract 7, #8 and #10): HMAC-SHA256 over the body as sent.

use std::fmt;

use hmac::{Hmac, Mac};
use rand_core::RngCore;
use sealing::{Keyring, OpenError, SealError};
use sha2::Sha256;

const PREFIX: &str = "rgk_";
const RANDOM_BYTES: usize = 32;
/// First part of the binding of a sealed key.
const PURPOSE: &str = "relay gateway client";

/// A gateway client's key: `rgk_` and 64 hex digits. The HMAC is keyed with this text itself, so that a shell script
/// can sign.
#[derive(Clone, PartialEq, Eq)]
pub struct ForwarderKey(String);

/// Error: the text is no such key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a gateway client's key")]
pub struct ForwarderKeyError;

/// Error: the body was not signed with this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match this body and key")]
pub struct BadSignature;

impl ForwarderKey {
    pub fn generate(rng: &mut impl RngCore) -> Self {
        let mut bytes = [0_u8; RANDOM_BYTES];
        rng.fill_bytes(&mut bytes);
        Self(format!("{PREFIX}{}", hex::encode(bytes)))
    }

    pub fn parse(text: &str) -> Result<Self, ForwarderKeyError> {
        let digits = text.strip_prefix(PREFIX).ok_or(ForwarderKeyError)?;
        let shaped = digits.len() == 2 * RANDOM_BYTES
            && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if shaped { Ok(Self(text.to_owned())) } else { Err(ForwarderKeyError) }
    }

    /// Returns the key's text, to show it to its owner once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the body's HMAC in lowercase hex.
    pub fn sign(&self, body: &[u8]) -> String {
        self.mac(body).map_or_else(String::new, |mac| hex::encode(mac.finalize().into_bytes()))
    }

    /// Checks `signature`, hex in either case, with or without a `sha256=` prefix. Takes constant time for wrong
    /// signatures.
    pub fn verify(&self, body: &[u8], signature: &str) -> Result<(), BadSignature> {
        let signature = signature.trim();
        let signature = signature.strip_prefix("sha256=").unwrap_or(signature);
        let bytes = hex::decode(signature).map_err(|_| BadSignature)?;
        let mac = self.mac(body).ok_or(BadSignature)?;
        mac.verify_slice(&bytes).map_err(|_| BadSignature)
    }

    /// Seals the key, bound to an account's gateway client.
    pub fn seal(
        &self,
        keyring: &Keyring,
        account_id: &str,
        client: &str,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        sealing::seal(self.0.as_bytes(), keyring, &[PURPOSE, account_id, client], rng)
    }

    /// Opens a key that [`seal`](Self::seal) sealed.
    pub fn open(
        sealed: &str,
        keyring: &Keyring,
        account_id: &str,
        client: &str,
    ) -> Result<Self, OpenError> {
        let bytes = sealing::open(sealed, keyring, &[PURPOSE, account_id, client])?;
        let text = String::from_utf8(bytes).map_err(|_| OpenError::Corrupt)?;
        Self::parse(&text).map_err(|_| OpenError::Corrupt)
    }

    /// HMAC accepts keys of any length, so this is never `None`.
    fn mac(&self, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).ok()?;
        mac.update(body);
        Some(mac)
    }
}

impl fmt::Debug for ForwarderKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ForwarderKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    const KEY: &str = "rgk_000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    fn keyring() -> Keyring {
        Keyring::parse("a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
    }

    #[test]
    fn signature_matches_openssl() {
        // printf '{"text":"a"}' | openssl dgst -sha256 -hmac "$KEY"
        let key = ForwarderKey::parse(KEY).unwrap();
        let signature = key.sign(br#"{"text":"a"}"#);
        assert_eq!(signature, EXPECTED);
        for spelling in [
            signature.clone(),
            signature.to_uppercase(),
            format!("sha256={signature}"),
            format!(" {signature} "),
        ] {
            assert_eq!(key.verify(br#"{"text":"a"}"#, &spelling), Ok(()), "{spelling}");
        }
    }

    const EXPECTED: &str = "22e5fa0d1d9ecad7e022f6525451de360632ca883915bcf4f78919507e1a615e";

    #[test]
    fn other_body_other_key_or_truncated_signature_is_refused() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let (key, other) = (ForwarderKey::generate(&mut rng), ForwarderKey::generate(&mut rng));
        let signature = key.sign(b"body");
        assert_eq!(key.verify(b"body", &signature), Ok(()));
        assert_eq!(key.verify(b"bodz", &signature), Err(BadSignature));
        assert_eq!(other.verify(b"body", &signature), Err(BadSignature));
        for text in ["", "sha256=", "zz", signature.get(..32).unwrap(), signature.get(1..).unwrap()]
        {
            assert_eq!(key.verify(b"body", text), Err(BadSignature), "{text}");
        }
        assert_eq!(key.verify(b"body", &format!("{signature}00")), Err(BadSignature));
    }

    #[test]
    fn sealed_key_opens_only_for_its_own_client_and_is_hidden() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let key = ForwarderKey::generate(&mut rng);
        assert_eq!(ForwarderKey::parse(key.expose()), Ok(key.clone()));
        let sealed = key.seal(&keyring(), "account", "+1", &mut rng).unwrap();
        assert_eq!(ForwarderKey::open(&sealed, &keyring(), "account", "+1"), Ok(key.clone()));
        for (account, client) in [("account", "+2"), ("other", "+1")] {
            let opened = ForwarderKey::open(&sealed, &keyring(), account, client);
            assert_eq!(opened, Err(OpenError::Corrupt));
        }
        assert_eq!(format!("{key:?}"), "ForwarderKey(redacted)");
    }

    proptest! {
        #[test]
        fn any_signature_is_accepted_or_refused(body: Vec<u8>, signature in "\\PC{0,80}|[0-9a-fA-F]{0,130}") {
            let key = ForwarderKey::parse(KEY).unwrap();
            let right = signature.trim().eq_ignore_ascii_case(&key.sign(&body));
            prop_assert_eq!(key.verify(&body, &signature).is_ok(), right);
        }
    }
}
