//! What an operator can set of SMS providers.

use std::{collections::BTreeMap, fmt};

use sms_providers::{Credentials, ProviderKind};
use worker::Env;

use super::{SettingsError, text};

/// Where the providers' APIs are, and with which credentials accounts without any of their own use them.
#[derive(Clone)]
pub struct ProviderSettings {
    base_urls: BTreeMap<ProviderKind, String>,
    defaults: BTreeMap<ProviderKind, Credentials>,
    defaults_for: DefaultsFor,
}

/// `PROVIDER_DEFAULTS_FOR`: who may use the deployment's own credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DefaultsFor {
    DefaultAccount,
    All,
}

impl ProviderSettings {
    pub(super) fn read(env: &Env) -> Result<Self, SettingsError> {
        // A credential that is no secret may as well be a variable.
        Self::from_names(|name| {
            let secret = env.secret(name).ok().map(|value| value.to_string());
            secret.filter(|value| !value.is_empty()).or_else(|| text(env, name))
        })
    }

    /// `FLOWROUTE_BASE_URL` and its like, or where the vendor says that its API is.
    pub fn base_url(&self, kind: ProviderKind) -> &str {
        let usual = sms_providers::of(kind).default_base_url();
        self.base_urls.get(&kind).map_or(usual, String::as_str)
    }

    /// What is set of `FLOWROUTE_ACCESS_KEY` and its like, if the account may use it. `None`: nothing is set
    /// for this provider, or it is for another account.
    pub fn defaults(&self, kind: ProviderKind, is_default_account: bool) -> Option<&Credentials> {
        let is_allowed = is_default_account || self.defaults_for == DefaultsFor::All;
        self.defaults.get(&kind).filter(|_| is_allowed)
    }

    fn from_names(value_of: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let defaults_for = match value_of("PROVIDER_DEFAULTS_FOR").as_deref() {
            None | Some("default_account") => DefaultsFor::DefaultAccount,
            Some("all") => DefaultsFor::All,
            Some(_) => return Err(SettingsError("PROVIDER_DEFAULTS_FOR")),
        };
        let (mut base_urls, mut defaults) = (BTreeMap::new(), BTreeMap::new());
        for kind in ProviderKind::ALL {
            let prefix = kind.as_str().to_ascii_uppercase();
            if let Some(url) = value_of(&format!("{prefix}_BASE_URL")) {
                let known = url.starts_with("https://") || url.starts_with("http://");
                base_urls.insert(kind, if known { url } else { return Err(malformed(kind)) });
            }
            let mut values = BTreeMap::new();
            for known in sms_providers::of(kind).credentials() {
                let Some(value) = value_of(known.setting) else { continue };
                // A blank one counts as absent, as it does for whoever uses it.
                if !value.trim().is_empty() && !known.shape.fits(value.trim()) {
                    return Err(SettingsError(known.setting));
                }
                values.insert(known.name.to_owned(), value);
            }
            if !values.is_empty() {
                defaults.insert(kind, Credentials::new(values));
            }
        }
        Ok(Self { base_urls, defaults, defaults_for })
    }
}

/// An error names a setting, so it needs a name that lasts.
fn malformed(kind: ProviderKind) -> SettingsError {
    SettingsError(match kind {
        ProviderKind::Flowroute => "FLOWROUTE_BASE_URL",
        ProviderKind::Twilio => "TWILIO_BASE_URL",
        ProviderKind::Telnyx => "TELNYX_BASE_URL",
        ProviderKind::Vonage => "VONAGE_BASE_URL",
        ProviderKind::Plivo => "PLIVO_BASE_URL",
        ProviderKind::Bandwidth => "BANDWIDTH_BASE_URL",
        ProviderKind::Sinch => "SINCH_BASE_URL",
        ProviderKind::MessageBird => "MESSAGEBIRD_BASE_URL",
    })
}

impl fmt::Debug for ProviderSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ProviderSettings({:?}, {:?})", self.defaults_for, self.defaults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<ProviderSettings, SettingsError> {
        ProviderSettings::from_names(|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_settings_the_vendors_own_addresses_hold_and_nobody_has_credentials() {
        let settings = read(&[]).unwrap();
        for kind in ProviderKind::ALL {
            let usual = sms_providers::of(kind).default_base_url();
            assert_eq!(settings.base_url(kind), usual);
            assert_eq!(settings.defaults(kind, true), None);
        }
    }

    #[test]
    fn an_address_can_be_set_for_each() {
        for kind in ProviderKind::ALL {
            let name = format!("{}_BASE_URL", kind.as_str().to_uppercase());
            let settings = read(&[(&name, "http://127.0.0.1:9")]).unwrap();
            assert_eq!(settings.base_url(kind), "http://127.0.0.1:9");
            let error = read(&[(&name, "127.0.0.1:9")]).unwrap_err();
            assert_eq!(error.to_string(), format!("setting {name} is missing or invalid"));
        }
    }

    #[test]
    fn a_credential_of_the_wrong_shape_is_named() {
        for (setting, value) in [
            ("TELNYX_PUBLIC_KEY", "AAAA"),
            ("TELNYX_API_KEY", "two words"),
            ("TWILIO_AUTH_TOKEN", "two\nlines"),
            ("SINCH_REGION", "evil.example/"),
            ("VONAGE_SIGNATURE_METHOD", "rot13"),
        ] {
            let error = read(&[(setting, value)]).unwrap_err();
            assert_eq!(error.to_string(), format!("setting {setting} is missing or invalid"));
        }
        // Copying leaves white space around them.
        assert!(read(&[("TELNYX_API_KEY", "KEY\n"), ("TELNYX_PUBLIC_KEY", " ")]).is_ok());
    }

    #[test]
    fn credentials_are_the_default_accounts_alone_unless_all_may_use_them() {
        let keys = [("FLOWROUTE_ACCESS_KEY", "k"), ("FLOWROUTE_SECRET_KEY", "hush")];
        let own = read(&keys).unwrap();
        let flowroute = ProviderKind::Flowroute;
        let found = own.defaults(flowroute, true).unwrap();
        assert_eq!((found.get("access_key"), found.get("secret_key")), (Some("k"), Some("hush")));
        assert_eq!(own.defaults(flowroute, false), None);
        assert_eq!(own.defaults(ProviderKind::Twilio, true), None);
        let shared = read(&[&keys[..], &[("PROVIDER_DEFAULTS_FOR", "all")]].concat()).unwrap();
        assert!(shared.defaults(flowroute, false).is_some());
        assert!(read(&[("PROVIDER_DEFAULTS_FOR", "everybody")]).is_err());
        assert!(!format!("{shared:?}").contains("hush"));
    }
}
