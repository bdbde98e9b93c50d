//! People who administer an account or the deployment, and their keys in the database.

use std::fmt;

use ids::AccountId;
use rand_core::RngCore;
use serde::{Deserialize, Deserializer, de::Error};

const DEPLOYMENT: &str = "deployment";
const PREFIX: &str = "person_";
const DIGITS: usize = 16;

/// Accounts for which a person's role counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonScope {
    /// One account.
    Account(AccountId),
    /// The deployment with all its accounts.
    Deployment,
}

/// Id of a person: `person_` and 16 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonId(String);

/// A person's key: every row of a person begins with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonKey {
    pub scope: PersonScope,
    pub id: PersonId,
}

impl PersonScope {
    /// Returns the account's id, or `deployment`, which is no account's id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Account(account_id) => account_id.as_str(),
            Self::Deployment => DEPLOYMENT,
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        if text == DEPLOYMENT {
            return Some(Self::Deployment);
        }
        AccountId::parse(text).map(Self::Account)
    }

    /// Returns the account; `None` for the deployment.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Account(account_id) => Some(account_id),
            Self::Deployment => None,
        }
    }
}

impl PersonId {
    pub fn generate(rng: &mut impl RngCore) -> Self {
        Self(format!("{PREFIX}{:016x}", rng.next_u64()))
    }

    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (digits.len() == DIGITS && digits.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the id without its prefix.
    fn digits(&self) -> &str {
        self.0.strip_prefix(PREFIX).unwrap_or_default()
    }
}

impl PersonKey {
    /// Returns the key as one text without personal data. Authenticators keep it beside a passkey (`userHandle`), and
    /// tickets contain it.
    pub fn handle(&self) -> String {
        format!("{}_{}", self.scope.as_str(), self.id.digits())
    }

    /// The inverse of [`handle`](Self::handle).
    pub fn of_handle(handle: &str) -> Option<Self> {
        let (scope, digits) = handle.split_once('_')?;
        let id = PersonId::parse(&format!("{PREFIX}{digits}"))?;
        Some(Self { scope: PersonScope::parse(scope)?, id })
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PersonId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("no id of a person"))
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn handle_leads_back_to_the_person_and_fits_an_authenticator() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let account = PersonScope::Account(AccountId::from_bytes([7; 8]));
        for scope in [account, PersonScope::Deployment] {
            let key = PersonKey { scope, id: PersonId::generate(&mut rng) };
            assert_eq!(PersonKey::of_handle(&key.handle()), Some(key.clone()));
            // A user handle has 64 bytes at most.
            assert!(key.handle().len() <= 64);
        }
        for text in ["", "deployment", "deployment_", "deployment_1", "other_0123456789abcdef"] {
            assert_eq!(PersonKey::of_handle(text), None, "{text}");
        }
    }

    #[test]
    fn text_of_another_form_is_no_id() {
        for text in [
            "person_",
            "person_0123456789ABCDEF",
            "person_0123456789abcdef0",
            "key_0123456789abcdef",
        ] {
            assert_eq!(PersonId::parse(text), None, "{text}");
        }
    }
}
