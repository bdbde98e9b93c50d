//! Proof Key for Code Exchange (RFC 7636), and the state that ties a consent to its start.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use rand_core::RngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Secret;

/// Secret that proves that the client exchanging a code is the one that requested it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeVerifier(Secret);

impl CodeVerifier {
    /// Returns 32 random bytes as 43 characters. `rng` must be cryptographic.
    pub fn generate(rng: &mut dyn RngCore) -> Self {
        Self(Secret::new(random_text(rng)))
    }

    /// Parses a client's verifier (contract 2.1): 43 to 128 unreserved characters, otherwise `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let fits = (43..=128).contains(&text.len()) && text.bytes().all(unreserved);
        fits.then(|| Self(Secret::new(text)))
    }

    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Returns its S256 challenge, which is not secret.
    pub fn challenge(&self) -> String {
        BASE64URL.encode(Sha256::digest(self.expose()))
    }
}

/// Returns 32 random bytes in base64url.
pub(crate) fn random_text(rng: &mut dyn RngCore) -> String {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    BASE64URL.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::rng;

    #[test]
    fn challenge_matches_the_example_of_the_rfc() {
        let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn generated_verifiers_are_valid_and_distinct() {
        let mut rng = rng();
        let first = CodeVerifier::generate(&mut rng);
        assert_eq!(CodeVerifier::parse(first.expose()).as_ref(), Some(&first));
        assert_ne!(CodeVerifier::generate(&mut rng), first);
        assert_eq!(format!("{first:?}"), "CodeVerifier(Secret)");
    }

    #[test]
    fn invalid_verifier_is_refused() {
        for text in ["", &"a".repeat(42), &"a".repeat(129), &"a b".repeat(20), &"é".repeat(30)] {
            assert_eq!(CodeVerifier::parse(text), None, "{text}");
        }
    }
}
