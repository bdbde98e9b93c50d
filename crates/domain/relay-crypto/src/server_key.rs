//! The server's key pair.

use std::fmt;

use rand_core::RngCore;
use rsa::{
    RsaPrivateKey,
    pkcs1::DecodeRsaPrivateKey,
    pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding},
};
use sha2::{Digest, Sha256};

use crate::{
    DecryptedText, KeyError, OaepDigests, Undecryptable, base64_text, pem,
    randomness::Cryptographic, rsa_keys,
};

/// An RSA key pair of 2048 bits with an id.
#[derive(Clone)]
pub struct ServerKey {
    id: String,
    private: RsaPrivateKey,
    public_pem: String,
    fingerprint: String,
}

impl ServerKey {
    /// Parses a private key: PEM of PKCS#8 or PKCS#1, or base64 of either's DER. Checks that the parts of the key are
    /// consistent, but not that its primes are prime.
    pub fn parse(id: &str, text: &str) -> Result<Self, KeyError> {
        let private = private_key(text)?;
        rsa_keys::check(&private)?;
        let public = private.to_public_key();
        let public_pem = public.to_public_key_pem(LineEnding::LF).map_err(|_| KeyError::NotRsa)?;
        let der = public.to_public_key_der().map_err(|_| KeyError::NotRsa)?;
        let fingerprint = hex::encode(Sha256::digest(der.as_bytes()));
        Ok(Self { id: id.to_owned(), private, public_pem, fingerprint })
    }

    /// Returns the id from the setting, for a response header.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the public key as SPKI PEM, as clients get it (contract 1.2, step 1).
    pub fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// Returns SHA-256 over the public key's SPKI DER as 64 lowercase hex digits, for clients to pin (contract 7, #3).
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Decrypts base64 of RSA-OAEP, wrapped or not (contract 1.2, step 2: `password`). The private operation is
    /// blinded. It costs about 10 ms in a Worker.
    pub fn decrypt(
        &self,
        encrypted: &str,
        digests: OaepDigests,
        rng: &mut impl RngCore,
    ) -> Result<DecryptedText, Undecryptable> {
        let encrypted = base64_text::decode(encrypted.as_bytes()).map_err(|_| Undecryptable)?;
        let mut rng = Cryptographic(rng);
        let decrypted = self.private.decrypt_blinded(&mut rng, digests.padding(), &encrypted);
        DecryptedText::of_utf8(decrypted.map_err(|_| Undecryptable)?)
    }
}

fn private_key(text: &str) -> Result<RsaPrivateKey, KeyError> {
    if let Some(der) = pem::decode(text, "PRIVATE KEY") {
        return RsaPrivateKey::from_pkcs8_der(&der).map_err(|_| KeyError::NotRsa);
    }
    if let Some(der) = pem::decode(text, "RSA PRIVATE KEY") {
        return RsaPrivateKey::from_pkcs1_der(&der).map_err(|_| KeyError::NotRsa);
    }
    let der = base64_text::decode(text.as_bytes()).map_err(|_| KeyError::NotPem)?;
    let key = RsaPrivateKey::from_pkcs8_der(&der).ok();
    key.or_else(|| RsaPrivateKey::from_pkcs1_der(&der).ok()).ok_or(KeyError::NotRsa)
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ServerKey({})", self.id)
    }
}

#[cfg(test)]
mod tests;
