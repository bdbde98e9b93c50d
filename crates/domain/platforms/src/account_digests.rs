//! Keyed digests that tell platform accounts apart without revealing them (contract 2.1: `uniqueIdHash`).

use std::fmt;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::PlatformKind;

/// Separates these digests from other uses of the same secret.
const DOMAIN: &[u8] = b"wireroom platform account 1\0";

/// Digests of platform accounts. They are keyed, so that stored digests cannot be attacked by hashing guessed
/// addresses.
#[derive(Clone)]
pub struct AccountDigests {
    current: Hmac<Sha256>,
    previous: Option<Hmac<Sha256>>,
}

impl AccountDigests {
    /// `previous` is the secret before this one; stored digests may still use it. `None` if the secret is empty.
    pub fn new(secret: &str, previous: Option<&str>) -> Option<Self> {
        let keyed = |secret: &str| Hmac::new_from_slice(secret.as_bytes()).ok();
        let current = keyed(secret).filter(|_| !secret.is_empty())?;
        Some(Self { current, previous: previous.and_then(keyed) })
    }

    /// Returns the digests of a platform account within `tenant`, under the current and under the previous secret, each
    /// as 64 lowercase hex digits. Without a previous secret both are equal.
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
    fn digest_differs_by_account_platform_tenant_and_secret() {
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
    fn digest_stored_under_the_previous_secret_is_recognized() {
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
