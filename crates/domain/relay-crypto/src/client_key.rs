//! The phone's public key.

use std::fmt;

use rand_core::RngCore;
use rsa::{
    Pss, RsaPublicKey,
    pkcs8::{DecodePublicKey, EncodePublicKey, LineEnding},
};
use sha2::{Digest, Sha512};

use crate::{KeyError, OaepDigests, base64_text, pem, randomness::Cryptographic, rsa_keys};

/// An RSA public key of 2048 bits that a client sent in its handshake.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientKey {
    public: RsaPublicKey,
    pem: String,
}

/// Error: the text exceeds the capacity of OAEP: 190 bytes with SHA-256, 214 with SHA-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long for RSA-OAEP")]
pub struct EncryptError;

impl ClientKey {
    /// Parses an SPKI PEM (`-----BEGIN PUBLIC KEY-----`) with any line ends or none (contract 1.2, step 1).
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let der = pem::decode(text, "PUBLIC KEY").ok_or(KeyError::NotPem)?;
        let public = RsaPublicKey::from_public_key_der(&der).map_err(|_| KeyError::NotRsa)?;
        rsa_keys::check(&public)?;
        // Encoded anew, so that a key has one stored form however its client wrote it.
        let pem = public.to_public_key_pem(LineEnding::LF).map_err(|_| KeyError::NotRsa)?;
        Ok(Self { public, pem })
    }

    /// Returns the key as PEM in lines of 64 characters, the stored form.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Encrypts a text for the client, in base64 (contract 1.2, step 2: `shared_key`).
    pub fn encrypt(
        &self,
        text: &str,
        digests: OaepDigests,
        rng: &mut impl RngCore,
    ) -> Result<String, EncryptError> {
        let encrypted =
            self.public.encrypt(&mut Cryptographic(rng), digests.padding(), text.as_bytes());
        encrypted.map(|bytes| base64_text::encode(&bytes)).map_err(|_| EncryptError)
    }

    /// Whether `signature` is base64 of the client's RSASSA-PSS over the text, with SHA-512 throughout and a salt as
    /// long as the hash (contract 1.5, verification).
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let Ok(signature) = base64_text::decode(signature.as_bytes()) else { return false };
        let hashed = Sha512::digest(text.as_bytes());
        self.public.verify(Pss::new::<Sha512>(), &hashed, &signature).is_ok()
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientKey(redacted)")
    }
}

#[cfg(test)]
mod tests;
