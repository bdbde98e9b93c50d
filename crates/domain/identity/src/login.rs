//! User names: six capitals or digits if the server generates them. Case does not matter in comparisons.

use rand_core::RngCore;

/// 32 characters, so that a random byte selects each with the same probability. Look-alike characters are left out.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GENERATED_CHARS: usize = 6;
const MAX_CHARS: usize = 64;

/// A user name in the single form in which it is stored and compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

impl Login {
    /// Parses 1 to 64 ASCII letters, digits, `-`, `_`, `.` or `@`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
        let fits = (1..=MAX_CHARS).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(text.to_ascii_uppercase()))
    }

    /// Generates a name of 30 random bits. The caller must check that it is not taken.
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
    fn case_is_ignored() {
        assert_eq!(Login::parse("abC12_"), Login::parse("ABC12_"));
        assert_eq!(Login::parse("abc").unwrap().as_str(), "ABC");
    }

    #[test]
    fn malformed_name_is_rejected() {
        for text in ["", "a b", "a:b", "é", "a\0", &"x".repeat(65)] {
            assert_eq!(Login::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn generated_name_is_six_capitals_or_digits(seed: u64) {
            let login = Login::generate(&mut ChaCha8Rng::seed_from_u64(seed));
            prop_assert_eq!(login.as_str().len(), 6);
            prop_assert_eq!(Login::parse(login.as_str()), Some(login));
        }
    }
}
