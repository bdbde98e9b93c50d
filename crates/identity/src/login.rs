//! User names: six capitals or digits when the server makes them, compared without regard to case.

use rand_core::RngCore;

/// 32 characters, so that a random byte gives each with the same probability; without those that look
/// like another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GENERATED_CHARS: usize = 6;
const MAX_CHARS: usize = 64;

/// A user name in the one form in which it is stored and compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl Login {
    /// 1 to 64 letters, digits, `-`, `_`, `.` or `@`, of ASCII; anything else is nobody's name.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
        let fits = (1..=MAX_CHARS).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(text.to_ascii_uppercase()))
    }

    /// A new one: 30 random bits, which have to be tried against those there are.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        let mut bytes = [0_u8; GENERATED_CHARS];
        rng.fill_bytes(&mut bytes);
        let chars = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
        Self(chars.map(|byte| char::from(*byte)).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn case_does_not_matter() {
        assert_eq!(Login::parse("abC12_"), Login::parse("ABC12_"));
        assert_eq!(Login::parse("abc").unwrap().as_str(), "ABC");
    }

    #[test]
    fn what_could_not_be_a_name_is_none() {
        for text in ["", "a b", "a:b", "é", "a\0", &"x".repeat(65)] {
            assert_eq!(Login::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_generated_name_is_one_of_six_capitals(seed: u64) {
            let login = Login::generate(&mut ChaCha8Rng::seed_from_u64(seed));
            prop_assert_eq!(login.as_str().len(), 6);
            prop_assert_eq!(Login::parse(login.as_str()), Some(login));
        }
    }
}
