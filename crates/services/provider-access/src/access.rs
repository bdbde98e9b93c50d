//! An account's access to a provider: credentials and callback URL, opened from their sealed form in D1, with the
//! deployment's own credentials as the fallback.

use std::fmt;

use ids::AccountId;
use rand_core::RngCore;
use runtime::Settings;
use sealing::{Keyring, OpenError, SealError};
use sms_providers::{Credentials, ProviderKind};

/// First parts of the bindings (associated data) of the sealed values.
const CREDENTIALS: &str = "provider credentials";
const CALLBACK_URL: &str = "provider callback";

/// An account's stored access to a provider, as read from D1.
#[derive(Clone, Copy, Default)]
pub struct StoredAccess<'a> {
    /// Whether the account is the deployment's default account.
    pub is_default_account: bool,
    /// Sealed credentials.
    pub credentials: Option<&'a str>,
    /// Sealed callback URL.
    pub callback_url: Option<&'a str>,
}

/// An account's access to a provider, opened.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProviderAccess {
    /// The account's own credentials, or the deployment's if the account may use them; never a mixture of both.
    /// `None`: nothing can be sent.
    pub credentials: Option<Credentials>,
    /// URL that receives delivery reports. `None`: the account has no endpoint for this provider.
    pub callback_url: Option<String>,
}

/// Reason why the stored access cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    #[error("the deployment has no sealing key")]
    NoKeys,
    #[error(transparent)]
    Sealed(#[from] OpenError),
    /// The value opened, but is not of the stored kind.
    #[error("the unsealed value is not of the stored kind")]
    NotReadable,
}

/// Opens the stored access, and falls back to the deployment's own credentials when the account has none.
pub fn open(
    settings: &Settings,
    account_id: &AccountId,
    provider: ProviderKind,
    stored: StoredAccess<'_>,
) -> Result<ProviderAccess, AccessError> {
    let keyring = settings.keyring.as_ref();
    let mut access = open_stored(keyring, account_id, provider, stored)?;
    if access.credentials.is_none() {
        access.credentials = defaults(settings, provider, stored.is_default_account);
    }
    Ok(access)
}

/// Seals an account's credentials for its row.
pub fn seal_credentials(
    keyring: &Keyring,
    account_id: &AccountId,
    provider: ProviderKind,
    credentials: &Credentials,
    rng: &mut impl RngCore,
) -> Result<String, SealError> {
    // Cannot fail: every value of a map of strings exists in JSON.
    let json = serde_json::to_vec(credentials).map_err(|_| SealError::TooLong)?;
    sealing::seal(&json, keyring, &binding(CREDENTIALS, account_id, provider), rng)
}

/// Seals the callback URL of an account's endpoint for its row. It is a secret because its path contains a token.
pub fn seal_callback_url(
    keyring: &Keyring,
    account_id: &AccountId,
    provider: ProviderKind,
    url: &str,
    rng: &mut impl RngCore,
) -> Result<String, SealError> {
    let binding = binding(CALLBACK_URL, account_id, provider);
    sealing::seal(url.as_bytes(), keyring, &binding, rng)
}

/// Returns the deployment's own credentials if the account may use them.
pub fn defaults(
    settings: &Settings,
    provider: ProviderKind,
    is_default_account: bool,
) -> Option<Credentials> {
    settings.providers.defaults(provider, is_default_account).cloned()
}

fn open_stored(
    keyring: Option<&Keyring>,
    account_id: &AccountId,
    provider: ProviderKind,
    stored: StoredAccess<'_>,
) -> Result<ProviderAccess, AccessError> {
    let opened = |sealed: &str, purpose| -> Result<Vec<u8>, AccessError> {
        let keyring = keyring.ok_or(AccessError::NoKeys)?;
        Ok(sealing::open(sealed, keyring, &binding(purpose, account_id, provider))?)
    };
    let credentials = stored.credentials.map(|sealed| {
        let json = opened(sealed, CREDENTIALS)?;
        serde_json::from_slice(&json).map_err(|_| AccessError::NotReadable)
    });
    let callback_url = stored.callback_url.map(|sealed| {
        let url = opened(sealed, CALLBACK_URL)?;
        String::from_utf8(url).map_err(|_| AccessError::NotReadable)
    });
    Ok(ProviderAccess {
        credentials: credentials.transpose()?,
        callback_url: callback_url.transpose()?,
    })
}

fn binding<'a>(
    purpose: &'static str,
    account_id: &'a AccountId,
    provider: ProviderKind,
) -> [&'a str; 3] {
    [purpose, account_id.as_str(), provider.as_str()]
}

impl fmt::Debug for StoredAccess<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StoredAccess(sealed)")
    }
}

impl fmt::Debug for ProviderAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProviderAccess(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rand_core::OsRng;

    use super::*;

    fn keyring() -> Keyring {
        Keyring::parse("k:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
    }

    fn account(text: &str) -> AccountId {
        AccountId::parse(text).unwrap()
    }

    fn credentials() -> Credentials {
        Credentials::new(BTreeMap::from([("auth_token".to_owned(), "s3cret".to_owned())]))
    }

    #[test]
    fn sealed_values_open_only_for_their_own_account_provider_and_purpose() {
        let (keys, one) = (keyring(), account("00112233aabbccdd"));
        let twilio = ProviderKind::Twilio;
        let sealed = seal_credentials(&keys, &one, twilio, &credentials(), &mut OsRng).unwrap();
        let url = "https://sms.example.com/providers/twilio/t";
        let sealed_url = seal_callback_url(&keys, &one, twilio, url, &mut OsRng).unwrap();
        let stored = StoredAccess {
            credentials: Some(&sealed),
            callback_url: Some(&sealed_url),
            ..StoredAccess::default()
        };
        let open = |account: &str, provider, stored| {
            open_stored(Some(&keys), &self::account(account), provider, stored)
        };
        let opened = open("00112233aabbccdd", twilio, stored).unwrap();
        assert_eq!(opened.credentials, Some(credentials()));
        assert_eq!(opened.callback_url.as_deref(), Some(url));
        let corrupt = Err(AccessError::Sealed(OpenError::Corrupt));
        assert_eq!(open("ffffffffffffffff", twilio, stored), corrupt);
        assert_eq!(open("00112233aabbccdd", ProviderKind::Plivo, stored), corrupt);
        let swapped = StoredAccess { credentials: Some(&sealed_url), ..StoredAccess::default() };
        assert_eq!(open("00112233aabbccdd", twilio, swapped), corrupt);
        assert!(!sealed.contains("s3cret") && !format!("{opened:?} {stored:?}").contains("s3cret"));
    }

    #[test]
    fn access_without_sealed_values_needs_no_keyring() {
        let one = account("00112233aabbccdd");
        let open = |stored| open_stored(None, &one, ProviderKind::Plivo, stored);
        assert_eq!(open(StoredAccess::default()), Ok(ProviderAccess::default()));
        let sealed = StoredAccess { credentials: Some("v1.k.AAAA"), ..StoredAccess::default() };
        assert_eq!(open(sealed), Err(AccessError::NoKeys));
    }
}
