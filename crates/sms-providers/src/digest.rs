//! What signatures are compared by.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{
    Mac,
    digest::{FixedOutput, KeyInit, Update},
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The code of these parts, one after another.
pub(crate) fn hmac<M>(key: &str, parts: &[&[u8]]) -> Vec<u8>
where
    M: KeyInit + Mac + FixedOutput + Update,
{
    // A key of any length is taken; the error is the type's, not the algorithm's.
    let Ok(mut mac) = <M as Mac>::new_from_slice(key.as_bytes()) else { return Vec::new() };
    for part in parts {
        Mac::update(&mut mac, part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// In base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// In small letters.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether they are the same, in a time that does not tell how far they are. Nothing equals nothing.
pub(crate) fn equal(left: &[u8], right: &[u8]) -> bool {
    !left.is_empty() && bool::from(left.ct_eq(right))
}

#[cfg(test)]
mod tests {
    use hmac::Hmac;

    use super::*;

    #[test]
    fn an_absent_signature_equals_none() {
        assert!(equal(b"a", b"a") && !equal(b"a", b"b") && !equal(b"a", b"aa"));
        assert!(!equal(b"", b""));
    }

    #[test]
    fn a_key_may_have_any_length() {
        for length in [0, 1, 64, 65, 1_000] {
            assert_eq!(hmac::<Hmac<Sha256>>(&"k".repeat(length), &[b"x"]).len(), 32);
        }
    }
}
