//! Requirements on every RSA key.

use rsa::{BigUint, traits::PublicKeyParts};

const RSA_BITS: usize = 2048;
/// Exponent of every known client and tool. Smaller ones have a history of attacks on careless padding.
const MIN_EXPONENT: u32 = 65_537;

/// Reason why a text is not an RSA key for the handshake. Repeats nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PEM block of a supported kind, or its content is not base64.
    #[error("the key is not PEM")]
    NotPem,
    #[error("the key is not a well-formed RSA key")]
    NotRsa,
    #[error("the key does not have 2048 bits")]
    Not2048Bits,
    #[error("the key's public exponent is less than 65537")]
    WeakExponent,
}

/// Checks size and exponent: only RSA of 2048 bits is allowed (contract 1.4).
pub(crate) fn check(key: &impl PublicKeyParts) -> Result<(), KeyError> {
    if key.n().bits() != RSA_BITS {
        return Err(KeyError::Not2048Bits);
    }
    if *key.e() < BigUint::from(MIN_EXPONENT) {
        return Err(KeyError::WeakExponent);
    }
    Ok(())
}
