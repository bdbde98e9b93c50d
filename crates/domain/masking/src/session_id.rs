//! The id of a session: 32 lowercase hex digits, like a random UUID's.

use std::fmt;

use rand_core::RngCore;
use serde::{Deserialize, Serialize};

/// Id of a masking session. Generated ids are 32 lowercase hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProxySessionId(String);

impl ProxySessionId {
    pub fn generate(rng: &mut impl RngCore) -> Self {
        Self(format!("{:016x}{:016x}", rng.next_u64(), rng.next_u64()))
    }

    /// Takes the id of a stored row or of a request as it is: an id of another form is simply the id of no session.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProxySessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn generated_ids_are_32_lowercase_hex_digits_and_differ() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let ids = [(); 2].map(|()| ProxySessionId::generate(&mut rng));
        assert_ne!(ids[0], ids[1]);
        for id in ids {
            let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            assert!(id.as_str().len() == 32 && id.as_str().bytes().all(is_hex), "{id}");
        }
    }

    #[test]
    fn id_of_any_form_is_read_and_written_as_plain_text() {
        for text in ["366910827c8e4a6593943a28e4931668", "s1", "", "É"] {
            let id = ProxySessionId::from_text(text);
            assert_eq!((id.as_str(), id.to_string()), (text, text.to_owned()));
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<ProxySessionId>(&json).unwrap(), id);
        }
    }
}
