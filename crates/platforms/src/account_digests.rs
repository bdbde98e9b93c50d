//! What tells two accounts of a platform apart without saying which they are (contract 2.1: `uniqueIdHash`).

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::PlatformKind;

/// Separates these digests from everything else that is keyed with the same secret.
const DOMAIN: &[u8] = b"wireroom platform account 1\0";

/// Digests of platforms' accounts, keyed so that nobody can try out addresses on what is stored.
#[derive(Clone)]
pub struct AccountDigests {
    current: Hmac<Sha256>,
    previous: Option<Hmac<Sha256>>,
}

impl AccountDigests {
    /// `previous` is the secret before this one, under which digests may be stored. `None`: the secret is empty.
    pub fn new(secret: &str, previous: Option<&str>) -> Option<Self> {
        let keyed = |secret: &str| Hmac::new_from_slice(secret.as_bytes()).ok();
        let current = keyed(secret).filter(|_| !secret.is_empty())?;
        Some(Self { current, previous: previous.and_then(keyed) })
    }

    /// The digests of the platform's account of that id, among those of `tenant`: under the secret and under the
    /// one before it, 64 lowercase hex each.
    pub fn of(&self, tenant: &str, kind: PlatformKind, id: &str) -> (String, String) {
        let digest = |key: &Hmac<Sha256>| {
            let mut mac = key.clone();
            for part in [DOMAIN, tenant.as_bytes(), b"\0", kind.as_str().as_bytes(), b"\0"] {
                mac.update(part);
            }
            mac.update(id.as_bytes());
            hex::encode(mac.finalize().into_bytes())
        };
        (digest(&self.current), digest(self.previous.as_ref().unwrap_or(&self.current)))
    }
}

impl fmt::Debug for AccountDigests {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccountDigests")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_account_of_every_platform_and_tenant_has_its_own_under_each_secret() {
        let digests = AccountDigests::new("secret", None).unwrap();
        let mut seen = BTreeSet::new();
        for tenant in ["a", "b"] {
            for kind in [PlatformKind::Gmail, PlatformKind::Mastodon] {
                for id in ["bob", "ann"] {
                    seen.insert(digests.of(tenant, kind, id).0);
                }
            }
        }
        seen.insert(
            AccountDigests::new("other", None).unwrap().of("a", PlatformKind::Gmail, "bob").0,
        );
        assert_eq!(seen.len(), 9);
        assert!(seen.iter().all(|digest| digest.len() == 64 && !digest.contains("bob")));
    }

    #[test]
    fn what_was_stored_under_the_secret_before_is_recognised() {
        let before = AccountDigests::new("old", None).unwrap();
        let after = AccountDigests::new("new", Some("old")).unwrap();
        let (stored, same) = before.of("a", PlatformKind::Gmail, "bob");
        assert_eq!(stored, same);
        let (current, previous) = after.of("a", PlatformKind::Gmail, "bob");
        assert_eq!(previous, stored);
        assert_ne!(current, stored);
        assert!(AccountDigests::new("", None).is_none());
    }
}
