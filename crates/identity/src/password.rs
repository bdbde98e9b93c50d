//! Passwords (architecture section 6): those that the server makes have 70 or 80 random bits and are
//! stored as an HMAC under a pepper; those that a person chooses are stored as Argon2id.

mod chosen;
mod generated;

use std::fmt;

pub use chosen::{MAX_CHARS, MIN_CHARS};

use rand_core::RngCore;

/// The secrets under which generated passwords are stored, and short memories of any password are kept. The
/// previous one stays valid while secrets are rotated.
#[derive(Clone)]
pub struct PasswordPepper {
    current: String,
    previous: Option<String>,
}

/// A password in clear text, on its way to being checked, stored or shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// What is stored of a password. It shows itself to nobody, since a weak password can be found from it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// What became of checking a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    Wrong,
    Right,
    /// Right, and better stored like this: the pepper was replaced since.
    RightButStale(PasswordHash),
}

impl Password {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A new one: 16 characters of 32, none of which looks like another.
    pub fn generate(rng: &mut impl RngCore) -> Self {
        generated::generate(rng)
    }

    /// A new one for the owner of a phone: 14 of the same characters, as many as a user of SMSGate has.
    pub fn generate_for_phone(rng: &mut impl RngCore) -> Self {
        generated::generate_for_phone(rng)
    }

    /// For the one time it is shown.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a person may choose it: so many characters, at least and at most.
    pub fn may_be_chosen(&self) -> bool {
        (MIN_CHARS..=MAX_CHARS).contains(&self.0.chars().count())
    }
}

impl PasswordHash {
    /// As it was stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// To be stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of a password that the server made. Cheap, and good for nothing else.
    pub fn of_generated(password: &Password, pepper: &PasswordPepper) -> Self {
        Self(generated::hash(password, &pepper.current))
    }

    /// Of a password that a person chose. Takes some ten milliseconds. `None`: the parameters do not fit
    /// this build, which is a defect.
    pub fn of_chosen(password: &Password, rng: &mut impl RngCore) -> Option<Self> {
        chosen::hash(password, rng).map(Self)
    }

    /// Of a password that nobody has, and as slow to check as a new one that a person chose: for who is not there,
    /// so that the time does not tell.
    pub fn decoy() -> Self {
        Self(chosen::DECOY.to_owned())
    }

    /// Whether checking costs so much that it has to be throttled.
    pub fn is_slow(&self) -> bool {
        !generated::is_one(&self.0)
    }

    /// Checks a password. What is not a hash is nobody's.
    pub fn check(&self, password: &Password, pepper: &PasswordPepper) -> Checked {
        if !generated::is_one(&self.0) {
            return if chosen::check(&self.0, password) { Checked::Right } else { Checked::Wrong };
        }
        if generated::check(&self.0, password, &pepper.current) {
            return Checked::Right;
        }
        match &pepper.previous {
            Some(previous) if generated::check(&self.0, password, previous) => {
                Checked::RightButStale(Self::of_generated(password, pepper))
            }
            _ => Checked::Wrong,
        }
    }
}

impl PasswordPepper {
    pub fn new(current: impl Into<String>, previous: Option<String>) -> Self {
        Self { current: current.into(), previous }
    }

    /// What may be remembered, for a short while and in memory only, of a password that was right for this
    /// hash. Another hash, as after a change of password, gives another memory.
    pub fn memory(&self, hash: &PasswordHash, password: &Password) -> String {
        generated::mac(&self.current, "wireroom login memory 1", &[&hash.0, &password.0])
    }

    /// The digest of a secret with few values, in a domain of its own: 64 hex.
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
