//! Helpers shared by the tests of several modules.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use rsa::{
    BigUint, RsaPrivateKey,
    pkcs8::{EncodePrivateKey, LineEnding},
};
use serde_json::Value;

pub(crate) const PRIVATE_PEM: &str = include_str!("../tests/vectors/rsa2048_test_only.pem");
pub(crate) const PUBLIC_PEM: &str = include_str!("../tests/vectors/rsa2048_test_only.pub.pem");

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Test vectors of contract 5.3.
pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../tests/vectors/vectors.json")).unwrap()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Generates a key pair with parameters that the contract does not allow, or with another modulus.
pub(crate) fn odd_key(seed: u64, bits: usize, exponent: u32) -> RsaPrivateKey {
    RsaPrivateKey::new_with_exp(&mut rng(seed), bits, &BigUint::from(exponent)).unwrap()
}

pub(crate) fn private_pem(key: &RsaPrivateKey) -> String {
    key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}
