//! Generated passwords. They cannot be guessed, so a keyed digest protects them as well as the slowest hash would,
//! at a thousandth of its cost.

use hmac::{Hmac, Mac};
use rand_core::RngCore;
use sha2::Sha256;

use super::Password;
use crate::constant_time_equal;

/// 5 bits each. Characters that are mistaken for another when copied from a phone's screen are left out.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const CHARS: usize = 16;
/// Length in SMSGate, which makes 70 bits. Its app shows the password, and people type it by hand.
const CHARS_OF_A_PHONE: usize = 14;
const FORMAT: &str = "hmac1:";

pub(super) fn generate(rng: &mut impl RngCore) -> Password {
    of_chars::<CHARS>(rng)
}

pub(super) fn generate_for_phone(rng: &mut impl RngCore) -> Password {
    of_chars::<CHARS_OF_A_PHONE>(rng)
}

fn of_chars<const COUNT: usize>(rng: &mut impl RngCore) -> Password {
    let mut bytes = [0_u8; COUNT];
    rng.fill_bytes(&mut bytes);
    let chars = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
    Password(chars.map(|byte| char::from(*byte)).collect())
}

pub(super) fn is_generated_hash(stored: &str) -> bool {
    stored.starts_with(FORMAT)
}

pub(super) fn hash(password: &Password, secret: &str) -> String {
    format!("{FORMAT}{}", mac(secret, "wireroom generated password 1", &[&password.0]))
}

pub(super) fn check(stored: &str, password: &Password, secret: &str) -> bool {
    constant_time_equal(stored, &hash(password, secret))
}

/// Returns the lowercase hex HMAC-SHA256 of the parts, each preceded by its length. The domain separates it from
/// other uses of the same secret.
pub(super) fn mac(secret: &str, domain: &str, parts: &[&str]) -> String {
    // HMAC accepts keys of any length, so this cannot fail; an empty digest would match nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    for part in std::iter::once(&domain).chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    hex::encode(mac.finalize().into_bytes())
}
