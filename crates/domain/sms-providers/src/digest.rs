//! Digests and MACs for checking signatures.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{
    Mac,
    digest::{FixedOutput, KeyInit, Update},
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Returns the MAC over these parts, one after another.
pub(crate) fn hmac<M>(key: &str, parts: &[&[u8]]) -> Vec<u8>
where
    M: KeyInit + Mac + FixedOutput + Update,
{
    // HMAC accepts keys of any length, so this error, which the trait requires, never occurs.
    let Ok(mut mac) = <M as Mac>::new_from_slice(key.as_bytes()) else { return Vec::new() };
    for part in parts {
        Mac::update(&mut mac, part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Encodes in base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Returns the SHA-256 digest in lowercase hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether both are equal, compared in constant time. Empty values are never equal.
pub(crate) fn equal(left: &[u8], right: &[u8]) -> bool {
    !left.is_empty() && bool::from(left.ct_eq(right))
}

#[cfg(test)]
mod tests {
    use hmac::Hmac;

    use super::*;

    #[test]
    fn absent_signature_matches_nothing() {
        assert!(equal(b"a", b"a") && !equal(b"a", b"b") && !equal(b"a", b"aa"));
        assert!(!equal(b"", b""));
    }

    #[test]
    fn hmac_key_may_have_any_length() {
        for length in [0, 1, 64, 65, 1_000] {
            assert_eq!(hmac::<Hmac<Sha256>>(&"k".repeat(length), &[b"x"]).len(), 32);
        }
    }
}
