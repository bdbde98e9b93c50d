//! Public keys of passkeys, in CBOR (`COSE_Key`, RFC 9052 and 9053).

use ciborium::Value;
use p256::ecdsa::{self, signature::Verifier};
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey, traits::PublicKeyParts};
use sha2::{Digest, Sha256};

use crate::{PasskeyFault, authenticator_data::cbor};

/// Shortest and longest modulus of RSA. A longer one would cost more time than a request has.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=4_096;

const KEY_TYPE: i64 = 1;
const ALGORITHM: i64 = 3;
const CURVE_OR_MODULUS: i64 = -1;
const X_OR_EXPONENT: i64 = -2;
const Y: i64 = -3;

/// Signature algorithms, in the order in which they are offered to authenticators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

/// A public key that can verify signatures.
#[derive(Debug, Clone)]
pub enum PublicKey {
    Es256(ecdsa::VerifyingKey),
    EdDsa(ed25519_compact::PublicKey),
    Rs256(RsaPublicKey),
}

impl Algorithm {
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// Returns the number of the algorithm in the registry of COSE.
    pub fn cose(self) -> i32 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    /// Returns the name under which the algorithm is shown and stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }
}

impl PublicKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`PasskeyFault::Malformed`] if it is not one map of CBOR with distinct labels, [`PasskeyFault::UnsupportedKey`]
    /// if it is of another algorithm, too short, too long or not on its curve.
    pub fn read(cose: &[u8]) -> Result<Self, PasskeyFault> {
        let (value, rest) = cbor(cose)?;
        let members = value.into_map().map_err(|_| PasskeyFault::Malformed)?;
        let mut labels: Vec<_> =
            members.iter().filter_map(|(label, _)| as_integer(label)).collect();
        labels.sort_unstable();
        let count = labels.len();
        labels.dedup();
        if !rest.is_empty() || labels.len() < count {
            return Err(PasskeyFault::Malformed);
        }
        let member = |label: i64| {
            members.iter().find(|(it, _)| as_integer(it) == Some(label)).map(|(_, value)| value)
        };
        let integer = |label| member(label).and_then(as_integer);
        let bytes = |label| member(label).and_then(Value::as_bytes).map(Vec::as_slice);
        match (integer(KEY_TYPE), integer(ALGORITHM), integer(CURVE_OR_MODULUS)) {
            (Some(2), Some(-7), Some(1)) => es256(bytes(X_OR_EXPONENT), bytes(Y)),
            (Some(1), Some(-8), Some(6)) => ed_dsa(bytes(X_OR_EXPONENT)),
            (Some(3), Some(-257), None) => rs256(bytes(CURVE_OR_MODULUS), bytes(X_OR_EXPONENT)),
            _ => None,
        }
        .ok_or(PasskeyFault::UnsupportedKey)
    }

    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Es256(_) => Algorithm::Es256,
            Self::EdDsa(_) => Algorithm::EdDsa,
            Self::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// Verifies a signature in the form in which authenticators send it: in DER for ECDSA.
    ///
    /// # Errors
    /// [`PasskeyFault::WrongSignature`].
    pub fn verify(&self, signed: &[u8], signature: &[u8]) -> Result<(), PasskeyFault> {
        let is_right = match self {
            Self::Es256(key) => ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
            Self::EdDsa(key) => ed25519_compact::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
            Self::Rs256(key) => {
                let digest = Sha256::digest(signed);
                key.verify(Pkcs1v15Sign::new::<Sha256>(), &digest, signature).is_ok()
            }
        };
        if is_right { Ok(()) } else { Err(PasskeyFault::WrongSignature) }
    }
}

fn as_integer(value: &Value) -> Option<i64> {
    value.as_integer().and_then(|number| i64::try_from(number).ok())
}

fn es256(x: Option<&[u8]>, y: Option<&[u8]>) -> Option<PublicKey> {
    let (x, y): ([u8; 32], [u8; 32]) = (x?.try_into().ok()?, y?.try_into().ok()?);
    let point = p256::EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
    ecdsa::VerifyingKey::from_encoded_point(&point).ok().map(PublicKey::Es256)
}

fn ed_dsa(x: Option<&[u8]>) -> Option<PublicKey> {
    ed25519_compact::PublicKey::from_slice(x?).ok().map(PublicKey::EdDsa)
}

fn rs256(modulus: Option<&[u8]>, exponent: Option<&[u8]>) -> Option<PublicKey> {
    let (modulus, exponent) = (modulus?, exponent?);
    // Longer numbers are not even converted.
    if modulus.len().saturating_mul(8) > RSA_BITS.end().saturating_add(8) || exponent.len() > 8 {
        return None;
    }
    let (n, e) = (BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent));
    let key = RsaPublicKey::new(n, e).ok()?;
    RSA_BITS.contains(&key.n().bits()).then_some(PublicKey::Rs256(key))
}
