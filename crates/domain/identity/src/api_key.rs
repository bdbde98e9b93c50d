//! API keys: a prefix that names the kind, and 64 lowercase hex characters.
//!
//! The 32 bytes are the account id (8), random (20) and a tag (4): the beginning of an HMAC-SHA256 of everything
//! before it under the server's secret. The tag exposes a string that was never issued, without a database query.

use std::fmt;

use hmac::{Hmac, Mac};
use rand_core::RngCore;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use ids::AccountId;

const BODY_LENGTH: usize = 64;
pub(crate) const TAG_LENGTH: usize = 8;
/// First bytes under the MAC of a derived value. No key begins with them, so no key's tag is part of a derived value.
const DERIVED: &str = "wireroom derived\n";
const DISPLAYED_LENGTH: usize = 6;

/// Kind of an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// A key for an integrator.
    Client,
    /// A key for a phone.
    Gateway,
    /// A key that lets phones register in the account.
    Registration,
    /// A token that lets one gateway join the account, soon. It authenticates no request and is not among the account's
    /// keys.
    Pairing,
}

/// Secrets under which keys are tagged. The previous one stays valid during a rotation.
#[derive(Clone)]
pub struct ServerSecrets {
    pub(crate) current: String,
    previous: Option<String>,
}

/// A new key, as it is shown once.
#[derive(Clone)]
pub struct ApiKey {
    kind: KeyKind,
    text: String,
}

/// A key that this deployment issued, by its tag. Only the database knows whether it is still valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedKey {
    pub kind: KeyKind,
    pub account_id: AccountId,
    /// Digest by which the key is stored and looked up.
    pub digest: String,
}

impl KeyKind {
    const ALL: [Self; 4] = [Self::Client, Self::Gateway, Self::Registration, Self::Pairing];

    /// Returns the prefix of keys of this kind.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Client => "api_live_",
            Self::Gateway => "gw_live_",
            Self::Registration => "reg_live_",
            Self::Pairing => "pair_live_",
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Gateway => "gateway",
            Self::Registration => "registration",
            Self::Pairing => "pairing",
        }
    }

    /// The inverse of [`as_str`](Self::as_str).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl ServerSecrets {
    pub fn new(current: impl Into<String>, previous: Option<String>) -> Self {
        Self { current: current.into(), previous }
    }

    /// Derives 32 bytes for one purpose from each secret, the current one first. They reveal neither the secret nor what
    /// is derived for another purpose.
    pub fn derive(&self, purpose: &str) -> Vec<[u8; 32]> {
        // HMAC accepts keys of any length, so no secret is left out.
        let macs = self.all().filter_map(|it| Hmac::<Sha256>::new_from_slice(it.as_bytes()).ok());
        macs.map(|mac| {
            mac.chain_update(DERIVED).chain_update(purpose).finalize().into_bytes().into()
        })
        .collect()
    }

    /// Returns the current secret, and the previous one after it.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.current.as_str()).chain(self.previous.as_deref())
    }
}

impl ApiKey {
    /// Makes a new key, tagged under the current secret.
    pub fn mint(
        kind: KeyKind,
        account_id: &AccountId,
        secrets: &ServerSecrets,
        rng: &mut impl RngCore,
    ) -> Self {
        let mut random = [0_u8; 20];
        rng.fill_bytes(&mut random);
        let tagged = format!("{}{account_id}{}", kind.prefix(), hex::encode(random));
        let tag = tag(&tagged, &secrets.current);
        Self { kind, text: format!("{tagged}{tag}") }
    }

    /// Returns the key itself, for the one time that it is shown.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Returns the prefix and 6 characters of the random part: enough to recognize the key in a list.
    pub fn display_prefix(&self) -> String {
        let shown = self.kind.prefix().len() + AccountId::LENGTH;
        let random = self.text.get(shown..shown + DISPLAYED_LENGTH).unwrap_or_default();
        format!("{}{random}", self.kind.prefix())
    }

    /// Returns the digest by which the key is stored.
    pub fn digest(&self) -> String {
        key_digest(&self.text)
    }
}

impl IssuedKey {
    /// Verifies a key's tag under the current and the previous secret. `None` when neither matches. Costs no I/O.
    pub fn verify(text: &str, secrets: &ServerSecrets) -> Option<Self> {
        let kind = KeyKind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix()))?;
        let body = text.strip_prefix(kind.prefix())?;
        if body.len() != BODY_LENGTH || !body.is_ascii() {
            return None;
        }
        let account_id = AccountId::parse(body.get(..AccountId::LENGTH)?)?;
        // The tag covers the prefix, so no key can be turned into one of another kind.
        let (tagged, given) = text.split_at_checked(text.len() - TAG_LENGTH)?;
        // No short circuit: the time must not tell which secret matched.
        let right = secrets
            .all()
            .fold(false, |right, secret| right | constant_time_equal(&tag(tagged, secret), given));
        right.then(|| Self { kind, account_id, digest: key_digest(text) })
    }
}

/// Returns the lowercase hex SHA-256 of the whole key, prefix included.
pub fn key_digest(text: &str) -> String {
    // No pepper and no slow hash: nobody can guess 160 random bits.
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Compares secrets in a time that does not depend on where they differ.
pub fn constant_time_equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Returns the first bytes of an HMAC under the secret, in hex. The texts that are tagged begin with distinct prefixes.
pub(crate) fn tag(tagged: &str, secret: &str) -> String {
    // HMAC accepts keys of any length, so this cannot fail; an empty tag would match nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(tagged.as_bytes());
    let mut tag = hex::encode(mac.finalize().into_bytes());
    tag.truncate(TAG_LENGTH);
    tag
}

impl fmt::Debug for ServerSecrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerSecrets(redacted)")
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ApiKey({}…)", self.display_prefix())
    }
}

#[cfg(test)]
mod tests;
