//! One-time codes with which a phone joins an account (smsgate contract 6.2).

use std::fmt;

use rand_core::RngCore;

use crate::password::PasswordPepper;

/// Digits and letters without look-alikes.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
const CHARS: usize = 6;

/// A registration code. Case does not matter.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrationCode(String);

impl RegistrationCode {
    /// Parses six characters of the alphabet in any case. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.trim().to_ascii_lowercase();
        let fits = code.len() == CHARS && code.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then_some(Self(code))
    }

    /// Generates a code.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        let mut code = String::with_capacity(CHARS);
        while code.len() < CHARS {
            // Indices beyond the alphabet are drawn again, because mapping them onto it would favor some
            // characters.
            let index = usize::from((rng.next_u32() & 31) as u8);
            code.extend(ALPHABET.get(index).map(|byte| char::from(*byte)));
        }
        Self(code)
    }

    /// Returns the code itself, for the one time that it is shown.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the digest by which the code is stored and looked up: 64 hex characters. It is keyed, because with
    /// so few possible codes an unkeyed digest would reveal them.
    pub fn digest(&self, pepper: &PasswordPepper) -> String {
        pepper.digest("wireroom registration code 1", &self.0)
    }
}

impl fmt::Debug for RegistrationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RegistrationCode(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn codes_use_the_whole_alphabet_and_nothing_else() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let codes: Vec<_> = (0..500).map(|_| RegistrationCode::generate(&mut rng)).collect();
        let used: HashSet<u8> = codes.iter().flat_map(|it| it.expose().bytes()).collect();
        assert_eq!(used, ALPHABET.iter().copied().collect());
        assert!(codes.iter().all(|it| RegistrationCode::parse(it.expose()).as_ref() == Some(it)));
    }

    #[test]
    fn case_is_ignored_and_other_text_is_rejected() {
        assert_eq!(RegistrationCode::parse(" AbCd23 "), RegistrationCode::parse("abcd23"));
        for text in ["", "abcd2", "abcd234", "abcd21", "abcdl2", "abcdé2"] {
            assert_eq!(RegistrationCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn digest_depends_on_the_secret_and_debug_output_is_redacted() {
        let code = RegistrationCode::parse("abcd23").unwrap();
        let digest = |secret: &str| code.digest(&PasswordPepper::new(secret, None));
        assert_ne!(digest("one"), digest("two"));
        assert_eq!(digest("one").len(), 64);
        assert_eq!(format!("{code:?}"), "RegistrationCode(redacted)");
    }
}
