//! What is asked of every RSA key.

use rsa::{BigUint, traits::PublicKeyParts};

const RSA_BITS: usize = 2048;
/// What every known client and tool uses. Smaller ones have a history of attacks on careless padding.
const MIN_EXPONENT: u32 = 65_537;

/// Why a text is no RSA key for the handshake. Nothing of the text is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PEM block of a kind that is read, or its content is not base64.
    #[error("the key is not PEM")]
    NotPem,
    #[error("the key is not a well-formed RSA key")]
    NotRsa,
    #[error("the key does not have 2048 bits")]
    Not2048Bits,
    #[error("the key's public exponent is less than 65537")]
    WeakExponent,
}

/// The contract knows RSA of 2048 bits and no other (1.4).
pub(crate) fn check(key: &impl PublicKeyParts) -> Result<(), KeyError> {
    if key.n().bits() != RSA_BITS {
        return Err(KeyError::Not2048Bits);
    }
    if *key.e() < BigUint::from(MIN_EXPONENT) {
        return Err(KeyError::WeakExponent);
    }
    Ok(())
}
