//! Operator settings for SMS providers.

use std::{collections::BTreeMap, fmt};

use sms_providers::{CredentialName, Credentials, ProviderKind};

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Settings of all providers together.
pub(crate) const SETTINGS: &[Setting] = &[Setting::variable("PROVIDER_DEFAULTS_FOR")
    .accepts(AcceptedValues::Words(&["default_account", "all"]))
    .default("default_account")
    .meaning(
        "which accounts may use the deployment's own credentials if they have none of their own: \
         `default_account`, or `all`: then every account sends at the operator's expense, and \
         every key that may set up numbers can send from any number that the operator has with the \
         provider",
    )];

/// Base URLs of the providers' APIs, and the deployment's own credentials for accounts that have none.
#[derive(Clone)]
pub struct ProviderSettings {
    base_urls: BTreeMap<ProviderKind, String>,
    defaults: BTreeMap<ProviderKind, Credentials>,
    defaults_for: DefaultCredentialsScope,
}

/// `PROVIDER_DEFAULTS_FOR`: the accounts that may use the deployment's own credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DefaultCredentialsScope {
    DefaultAccount,
    All,
}

impl ProviderSettings {
    /// Returns `<PROVIDER>_BASE_URL`, or the vendor's documented URL if that is not set.
    pub fn base_url(&self, kind: ProviderKind) -> &str {
        let usual = sms_providers::of(kind).default_base_url();
        self.base_urls.get(&kind).map_or(usual, String::as_str)
    }

    /// Returns the deployment's credentials for the provider (`FLOWROUTE_ACCESS_KEY` and its like). `None`: nothing
    /// is set for this provider, or the account may not use it.
    pub fn defaults(&self, kind: ProviderKind, is_default_account: bool) -> Option<&Credentials> {
        let is_allowed = is_default_account || self.defaults_for == DefaultCredentialsScope::All;
        self.defaults.get(&kind).filter(|_| is_allowed)
    }

    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let defaults_for = source.word(
            "PROVIDER_DEFAULTS_FOR",
            &[
                ("default_account", DefaultCredentialsScope::DefaultAccount),
                ("all", DefaultCredentialsScope::All),
            ],
            DefaultCredentialsScope::DefaultAccount,
        )?;
        let (mut base_urls, mut defaults) = (BTreeMap::new(), BTreeMap::new());
        for kind in ProviderKind::ALL {
            if let Some(url) = source.base_url(base_url_setting(kind))? {
                base_urls.insert(kind, url);
            }
            let mut values = BTreeMap::new();
            for known in sms_providers::of(kind).credentials() {
                let Some(value) = source.text(known.setting) else { continue };
                // A blank value counts as absent, as it does where credentials are used.
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

/// Lines of the settings that every provider has: its base URL, then its credentials.
pub(crate) fn provider_settings() -> Vec<Setting> {
    let base_urls = ProviderKind::ALL.into_iter().map(|kind| {
        Setting::variable(base_url_setting(kind))
            .accepts(AcceptedValues::Url)
            .default(sms_providers::of(kind).default_base_url())
            .meaning("base URL of the API: scheme, host and, if needed, the beginning of a path")
    });
    let credentials = ProviderKind::ALL
        .into_iter()
        .flat_map(|kind| sms_providers::of(kind).credentials().iter().map(credential_setting));
    base_urls.chain(credentials).collect()
}

/// Line of a credential of the deployment's own. Which values a provider accepts is the codec's.
fn credential_setting(credential: &CredentialName) -> Setting {
    let setting = if credential.secret {
        Setting::secret(credential.setting)
    } else {
        Setting::variable(credential.setting)
    };
    setting.accepts(AcceptedValues::Text("see [providers](providers.md)")).meaning(
        if credential.required {
            "the deployment's own credential, needed to send through the provider"
        } else {
            "the deployment's own credential, optional"
        },
    )
}

fn base_url_setting(kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Flowroute => "FLOWROUTE_BASE_URL",
        ProviderKind::Twilio => "TWILIO_BASE_URL",
        ProviderKind::Telnyx => "TELNYX_BASE_URL",
        ProviderKind::Vonage => "VONAGE_BASE_URL",
        ProviderKind::Plivo => "PLIVO_BASE_URL",
        ProviderKind::Bandwidth => "BANDWIDTH_BASE_URL",
        ProviderKind::Sinch => "SINCH_BASE_URL",
        ProviderKind::MessageBird => "MESSAGEBIRD_BASE_URL",
    }
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
        ProviderSettings::read(Source::new(&|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        }))
    }

    #[test]
    fn without_settings_base_urls_are_the_vendors_and_there_are_no_credentials() {
        let settings = read(&[]).unwrap();
        for kind in ProviderKind::ALL {
            let usual = sms_providers::of(kind).default_base_url();
            assert_eq!(settings.base_url(kind), usual);
            assert_eq!(settings.defaults(kind, true), None);
        }
    }

    #[test]
    fn base_url_can_be_set_for_each_provider() {
        for kind in ProviderKind::ALL {
            let name = format!("{}_BASE_URL", kind.as_str().to_uppercase());
            let settings = read(&[(&name, "http://127.0.0.1:9")]).unwrap();
            assert_eq!(settings.base_url(kind), "http://127.0.0.1:9");
            let error = read(&[(&name, "127.0.0.1:9")]).unwrap_err();
            assert_eq!(error.to_string(), format!("setting {name} is missing or invalid"));
        }
    }

    #[test]
    fn malformed_credential_is_an_error_that_names_the_setting() {
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
        // Copying a credential often adds white space around it.
        assert!(read(&[("TELNYX_API_KEY", "KEY\n"), ("TELNYX_PUBLIC_KEY", " ")]).is_ok());
    }

    #[test]
    fn default_credentials_belong_to_the_default_account_unless_shared_with_all() {
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
