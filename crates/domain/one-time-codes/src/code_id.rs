//! The id of a code in the database.

use rand_core::RngCore;

const PREFIX: &str = "otp_";
const RANDOM_BYTES: usize = 16;

/// `otp_` and 32 lowercase hex characters: 128 random bits. It is not secret; it makes the digests of two equal
/// codes differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeId(String);

impl CodeId {
    pub fn random(rng: &mut impl RngCore) -> Self {
        let mut random = [0_u8; RANDOM_BYTES];
        rng.fill_bytes(&mut random);
        Self(format!("{PREFIX}{}", hex::encode(random)))
    }

    /// The inverse of [`as_str`](Self::as_str). `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(PREFIX)?;
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let shaped = body.len() == 2 * RANDOM_BYTES && body.bytes().all(hex);
        shaped.then(|| Self(text.to_owned()))
    }

    /// Returns an id that no code has.
    pub(crate) fn decoy() -> Self {
        Self(format!("{PREFIX}{}", "-".repeat(2 * RANDOM_BYTES)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn id_survives_a_round_trip_and_other_text_is_rejected() {
        let id = CodeId::random(&mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(CodeId::parse(id.as_str()), Some(id.clone()));
        let upper = id.as_str().to_ascii_uppercase();
        let bare = id.as_str().replace("otp_", "");
        for text in ["", "otp_", &upper, &bare, &format!("{}0", id.as_str())] {
            assert_eq!(CodeId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn two_ids_differ() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        assert_ne!(CodeId::random(&mut rng), CodeId::random(&mut rng));
    }
}
