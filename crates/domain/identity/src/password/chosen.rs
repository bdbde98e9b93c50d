//! Passwords that people choose: Argon2id (RFC 9106), in the PHC string format.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::SaltString,
};
use rand_core::RngCore;

use super::Password;

/// Minimum length that the app and smsgate contract 6.6 require.
pub const MIN_CHARS: usize = 14;
/// Maximum length. People do not type more, and hashing more would only cost time.
pub const MAX_CHARS: usize = 256;
// New numbers need a new `DECOY`, whose check must take as long as that of a new hash.
/// Strongest setting of OWASP's list that leaves most of an isolate's 128 MB free: 7 MiB, five passes.
const MEMORY_KIB: u32 = 7_168;
const PASSES: u32 = 5;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
/// A hash that was drawn at random, not computed from a password.
pub(super) const DECOY: &str = "$argon2id$v=19$m=7168,t=5,p=1$/e4LfjUDOPCjfG1xK5XwZA$p6GkgVNWUb2U0gISRwB1SYFrkWH0LSo3zxodex2BJOc";

pub(super) fn hash(password: &Password, rng: &mut impl RngCore) -> Option<String> {
    let mut salt = [0_u8; SALT_BYTES];
    rng.fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt).ok()?;
    let hash = argon2()?.hash_password(password.0.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

pub(super) fn check(stored: &str, password: &Password) -> bool {
    if password.0.chars().count() > MAX_CHARS {
        return false;
    }
    // The parameters come from the stored hash, so the constants above may change.
    let (Ok(stored), Some(argon2)) = (PasswordHash::new(stored), argon2()) else { return false };
    argon2.verify_password(password.0.as_bytes(), &stored).is_ok()
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
