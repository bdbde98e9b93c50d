//! Relay users' ids: random UUIDs (RFC 9562, version 4) in lowercase with hyphens.

use std::fmt;

use rand_core::RngCore;
use serde::{Deserialize, Serialize};

/// Id of a relay user. Generated ids are UUIDs; a request may name any text, which is then the id of no user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RelayUserId(String);

impl RelayUserId {
    /// Generates a random UUID with 122 random bits.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        let mut bytes = [0_u8; 16];
        rng.fill_bytes(&mut bytes);
        // Bytes 6 and 8 hold the version and the variant.
        let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
        *version = (*version & 0x0f) | 0x40;
        *variant = (*variant & 0x3f) | 0x80;
        let mut text = hex::encode(bytes);
        // From the end, so that a hyphen does not shift the places of the next ones.
        for at in [20, 16, 12, 8] {
            text.insert(at, '-');
        }
        Self(text)
    }

    /// Parses a UUID of any version, in lowercase with hyphens. `None` for anything else.
    pub fn parse_uuid(text: &str) -> Option<Self> {
        let shaped = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            });
        shaped.then(|| Self(text.to_owned()))
    }

    /// Takes the id of a stored row or of a request as it is, whatever its form.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelayUserId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn user_id_is_a_uuid_of_version_four() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..100 {
            let id = RelayUserId::generate(&mut rng);
            let parts: Vec<&str> = id.as_str().split('-').collect();
            assert_eq!(parts.iter().map(|it| it.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert!(
                parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
                "{id}"
            );
        }
    }

    #[test]
    fn user_ids_differ() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let ids: HashSet<RelayUserId> =
            (0..1_000).map(|_| RelayUserId::generate(&mut rng)).collect();
        assert_eq!(ids.len(), 1_000);
    }

    #[test]
    fn id_of_any_form_is_read_and_written_as_plain_text() {
        for text in ["dead3662-5f78-11ed-b8e7-6d06c3aaf3c6", "bob", "", "é"] {
            let id = RelayUserId::from_text(text);
            assert_eq!((id.as_str(), id.to_string()), (text, text.to_owned()));
            let json = serde_json::to_string(&id).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<RelayUserId>(&json).unwrap(), id);
        }
    }
}
