//! Proofs of possession (RFC 9449) and client assertions (RFC 7523): JWTs signed with ES256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rand_core::RngCore;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use unix_time::UnixMillis;

use crate::{Failure, Secret, pkce::random_text};

/// Validity of an assertion in seconds.
const ASSERTION_LIFE_SECS: i64 = 60;

/// Private key that signs proofs and assertions.
pub(crate) struct ProofKey(SigningKey);

/// Request that a proof covers.
pub(crate) struct Proof<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) nonce: Option<&'a str>,
    /// Access token that the request carries, at a resource server.
    pub(crate) access_token: Option<&'a Secret>,
}

impl ProofKey {
    /// Generates a key and returns it as text. `rng` must be cryptographic.
    pub(crate) fn generate(rng: &mut dyn RngCore) -> Secret {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        // Only about one in four thousand million random values is not a valid key. Clearing its first bit makes it
        // one.
        if SigningKey::from_slice(&bytes).is_err()
            && let Some(first) = bytes.first_mut()
        {
            *first &= 0x7f;
        }
        Secret::new(BASE64URL.encode(bytes))
    }

    pub(crate) fn parse(text: &Secret) -> Result<Self, Failure> {
        let bytes = BASE64URL.decode(text.expose().trim().trim_end_matches('=')).ok();
        let key = bytes.and_then(|bytes| SigningKey::from_slice(&bytes).ok());
        key.map(Self).ok_or_else(|| Failure::refused("bad_key"))
    }

    /// Public key with only the fields that its thumbprint covers.
    pub(crate) fn public_jwk(&self) -> Value {
        let point = self.0.verifying_key().to_encoded_point(false);
        let coordinate = |bytes: Option<&p256::FieldBytes>| {
            BASE64URL.encode(bytes.map_or(&[][..], p256::FieldBytes::as_slice))
        };
        json!({ "crv": "P-256", "kty": "EC", "x": coordinate(point.x()), "y": coordinate(point.y()) })
    }

    /// The public key's id: its thumbprint (RFC 7638).
    pub(crate) fn id(&self) -> String {
        // `Value` writes the names of an object in order and without spaces, as the thumbprint requires.
        BASE64URL.encode(Sha256::digest(self.public_jwk().to_string()))
    }

    /// Returns the value of the header `dpop`.
    pub(crate) fn prove(
        &self,
        proof: &Proof<'_>,
        now_ms: UnixMillis,
        rng: &mut dyn RngCore,
    ) -> Result<String, Failure> {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.public_jwk() });
        // RFC 9449 leaves query and fragment out of `htu`.
        let url = proof.url.split(['?', '#']).next().unwrap_or_default();
        let mut claims = json!({
            "jti": random_text(rng), "htm": proof.method, "htu": url, "iat": now_ms.as_secs(),
        });
        if let Some(claims) = claims.as_object_mut() {
            if let Some(nonce) = proof.nonce {
                claims.insert("nonce".to_owned(), json!(nonce));
            }
            if let Some(token) = proof.access_token {
                let digest = BASE64URL.encode(Sha256::digest(token.expose()));
                claims.insert("ath".to_owned(), json!(digest));
            }
        }
        self.sign(&header, &claims)
    }

    /// Signs an assertion that identifies the client to an authorization server.
    pub(crate) fn assert(
        &self,
        client_id: &str,
        issuer: &str,
        now_ms: UnixMillis,
        rng: &mut dyn RngCore,
    ) -> Result<String, Failure> {
        let issued_at = now_ms.as_secs();
        let header = json!({ "typ": "JWT", "alg": "ES256", "kid": self.id() });
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": issuer, "jti": random_text(rng),
            "iat": issued_at, "exp": issued_at.saturating_add(ASSERTION_LIFE_SECS),
        });
        self.sign(&header, &claims)
    }

    fn sign(&self, header: &Value, claims: &Value) -> Result<String, Failure> {
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature: Signature =
            self.0.try_sign(signed.as_bytes()).map_err(|_| Failure::refused("bad_key"))?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature.to_bytes())))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier};

    use super::*;
    use crate::testing::{NOW_MS, rng};

    /// Returns header and claims of a JWT, after checking its signature with the key in its header, or with `key`.
    pub(crate) fn verified(jwt: &str, key: Option<&Value>) -> (Value, Value) {
        let parts: Vec<&str> = jwt.split('.').collect();
        let decoded = |index: usize| BASE64URL.decode(parts[index]).unwrap();
        let header: Value = serde_json::from_slice(&decoded(0)).unwrap();
        let jwk = key.unwrap_or(&header["jwk"]);
        let coordinate = |name: &str| BASE64URL.decode(jwk[name].as_str().unwrap()).unwrap();
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
        let signature = Signature::from_slice(&decoded(2)).unwrap();
        let signed = jwt.rsplit_once('.').unwrap().0;
        key.verify(signed.as_bytes(), &signature).unwrap();
        (header, serde_json::from_slice(&decoded(1)).unwrap())
    }

    #[test]
    fn proof_names_its_request_nonce_and_token() {
        let mut rng = rng();
        let key = ProofKey::parse(&ProofKey::generate(&mut rng)).unwrap();
        let token = Secret::new("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
        let proof = Proof {
            method: "POST",
            url: "https://pds.test/xrpc/x?y=z#w",
            nonce: Some("n"),
            access_token: Some(&token),
        };
        let (header, claims) = verified(&key.prove(&proof, NOW_MS, &mut rng).unwrap(), None);
        assert_eq!(header["typ"], "dpop+jwt");
        assert_eq!(header["alg"], "ES256");
        assert_eq!(header["jwk"].as_object().unwrap().len(), 4);
        assert_eq!(claims["htm"], "POST");
        assert_eq!(claims["htu"], "https://pds.test/xrpc/x");
        assert_eq!(claims["iat"], 1_700_000_000);
        assert_eq!(claims["nonce"], "n");
        // The example of RFC 9449, section 7.1.
        assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
        let again = verified(&key.prove(&proof, NOW_MS, &mut rng).unwrap(), None).1;
        assert_ne!(claims["jti"], again["jti"]);
    }

    #[test]
    fn assertion_names_client_and_server_and_lasts_a_minute() {
        let mut rng = rng();
        let key = ProofKey::parse(&ProofKey::generate(&mut rng)).unwrap();
        let jwt = key.assert("https://c.test/m.json", "https://as.test", NOW_MS, &mut rng).unwrap();
        let (header, claims) = verified(&jwt, Some(&key.public_jwk()));
        assert_eq!(header["kid"], key.id());
        assert_eq!(
            (&claims["iss"], &claims["sub"]),
            (&claims["sub"], &json!("https://c.test/m.json"))
        );
        assert_eq!(claims["aud"], "https://as.test");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
    }

    #[test]
    fn invalid_key_is_refused() {
        let zero = BASE64URL.encode([0; 32]);
        let large = BASE64URL.encode([0xff; 32]);
        for text in ["", "?", "AAAA", &zero, &large] {
            assert_eq!(
                ProofKey::parse(&Secret::new(text)).err(),
                Some(Failure::refused("bad_key"))
            );
        }
    }
}
