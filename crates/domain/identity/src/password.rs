//! Passwords (architecture section 6). Generated ones have 70 or 80 random bits and are stored as an HMAC under a
//! pepper. Those that a person chose are stored as Argon2id.

mod chosen;
mod generated;

use std::fmt;

pub use chosen::{MAX_CHARS, MIN_CHARS};

use rand_core::RngCore;

/// Secrets that key the hashes of generated passwords and the short-lived memory of verified ones. The previous one
/// stays valid during a rotation.
#[derive(Clone)]
pub struct PasswordPepper {
    current: String,
    previous: Option<String>,
}

/// A password in clear text, before it is checked, stored or shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Stored hash of a password. `Debug` does not show it, since a weak password can be found from its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Outcome of checking a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordMatch {
    Wrong,
    Right,
    /// The password is right, but the pepper was replaced since. This new hash should be stored.
    RightButStale(PasswordHash),
}

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Generates a password: 16 characters of 32, without look-alikes.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        generated::generate(rng)
    }

    /// Generates a password for the owner of a phone: 14 characters of the same alphabet, as in SMSGate.
    pub fn generate_for_phone(rng: &mut impl RngCore) -> Self {
        generated::generate_for_phone(rng)
    }

    /// Returns the password itself, for the one time that it is shown.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a person may choose this password. Only its number of characters is checked.
    pub fn may_be_chosen(&self) -> bool {
        (MIN_CHARS..=MAX_CHARS).contains(&self.0.chars().count())
    }
}

impl PasswordHash {
    /// Wraps a hash as read from the database.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the hash as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Hashes a generated password. Fast, and unsafe for a password that a person chose.
    pub fn of_generated(password: &Password, pepper: &PasswordPepper) -> Self {
        Self(generated::hash(password, &pepper.current))
    }

    /// Hashes a password that a person chose. Takes some ten milliseconds. `None` when the parameters do not fit
    /// this build, which is a defect.
    pub fn of_chosen(password: &Password, rng: &mut impl RngCore) -> Option<Self> {
        chosen::hash(password, rng).map(Self)
    }

    /// Returns a hash that no password matches. Checking it takes as long as for a new chosen password, so that the
    /// time does not tell whether a user exists.
    pub fn decoy() -> Self {
        Self(chosen::DECOY.to_owned())
    }

    /// Whether a check is so expensive that it has to be throttled.
    pub fn is_slow(&self) -> bool {
        !generated::is_generated_hash(&self.0)
    }

    /// Checks a password. A stored value that is no hash matches no password.
    pub fn check(&self, password: &Password, pepper: &PasswordPepper) -> PasswordMatch {
        if !generated::is_generated_hash(&self.0) {
            return if chosen::check(&self.0, password) {
                PasswordMatch::Right
            } else {
                PasswordMatch::Wrong
            };
        }
        if generated::check(&self.0, password, &pepper.current) {
            return PasswordMatch::Right;
        }
        match &pepper.previous {
            Some(previous) if generated::check(&self.0, password, previous) => {
                PasswordMatch::RightButStale(Self::of_generated(password, pepper))
            }
            _ => PasswordMatch::Wrong,
        }
    }
}

impl PasswordPepper {
    pub fn new(current: impl Into<String>, previous: Option<String>) -> Self {
        Self { current: current.into(), previous }
    }

    /// Returns a key under which a verified password may be remembered, in memory only and for a short while. It
    /// includes the hash, so a changed password is not found under the old key.
    pub fn memory(&self, hash: &PasswordHash, password: &Password) -> String {
        generated::mac(&self.current, "wireroom login memory 1", &[&hash.0, &password.0])
    }

    /// Returns the keyed digest of a secret with few values, in its own domain: 64 hex characters.
    pub(crate) fn digest(&self, domain: &str, secret: &str) -> String {
        generated::mac(&self.current, domain, &[secret])
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(redacted)")
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(redacted)")
    }
}

impl fmt::Debug for PasswordPepper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordPepper(redacted)")
    }
}

#[cfg(test)]
mod tests;
