//! A deployment's platform settings. This file is the only place with their names.

use std::{collections::BTreeMap, fmt};

use crate::PlatformKind;

/// A setting: its name, its default, and whether it is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingName {
    pub name: &'static str,
    pub default: Option<&'static str>,
    pub is_secret: bool,
}

/// Failure because a required setting is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the setting {0} is missing")]
pub struct MissingSetting(pub &'static str);

/// All settings of all platforms.
pub const SETTINGS: &[SettingName] = &[
    required("GMAIL_CLIENT_ID"),
    secret("GMAIL_CLIENT_SECRET"),
    url("GMAIL_AUTHORIZE_URL", "https://accounts.google.com/o/oauth2/auth"),
    url("GMAIL_TOKEN_URL", "https://oauth2.googleapis.com/token"),
    url("GMAIL_USERINFO_URL", "https://www.googleapis.com/oauth2/v3/userinfo"),
    url("GMAIL_REVOKE_URL", "https://oauth2.googleapis.com/revoke"),
    url("GMAIL_API_BASE_URL", "https://gmail.googleapis.com"),
    required("TWITTER_CLIENT_ID"),
    // Without a secret the client is a public one, which Twitter allows.
    secret("TWITTER_CLIENT_SECRET"),
    url("TWITTER_AUTHORIZE_URL", "https://twitter.com/i/oauth2/authorize"),
    url("TWITTER_TOKEN_URL", "https://api.twitter.com/2/oauth2/token"),
    url("TWITTER_REVOKE_URL", "https://api.twitter.com/2/oauth2/revoke"),
    url("TWITTER_API_BASE_URL", "https://api.twitter.com"),
    required("MASTODON_CLIENT_ID"),
    secret("MASTODON_CLIENT_SECRET"),
    // URL of the instance.
    url("MASTODON_BASE_URL", "https://mastodon.social"),
    // URL of the client metadata document, where authorization servers fetch it.
    required("BLUESKY_CLIENT_ID"),
    // 32 bytes in base64url. The key makes the client confidential, so that its consents last longer.
    secret("BLUESKY_CLIENT_KEY"),
    // Server for accounts whose owner states no handle.
    url("BLUESKY_BASE_URL", "https://bsky.social"),
    // Server that resolves handles.
    url("BLUESKY_RESOLVER_URL", "https://public.api.bsky.app"),
    // Directory of identities (`did:plc`).
    url("BLUESKY_DIRECTORY_URL", "https://plc.directory"),
    required("TELEGRAM_ADAPTER_URL"),
    // `whsec_` and base64: the key for Standard Webhooks signatures.
    secret("TELEGRAM_ADAPTER_SECRET"),
];

const fn required(name: &'static str) -> SettingName {
    SettingName { name, default: None, is_secret: false }
}

const fn secret(name: &'static str) -> SettingName {
    SettingName { name, default: None, is_secret: true }
}

const fn url(name: &'static str, default: &'static str) -> SettingName {
    SettingName { name, default: Some(default), is_secret: false }
}

/// Values of the settings. The debug output shows only the names of those that are set.
#[derive(Clone, Default)]
pub struct PlatformSettings(BTreeMap<&'static str, String>);

impl PlatformSettings {
    /// Reads all settings. `lookup` finds a variable or a secret; an empty value counts as absent.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let set = SETTINGS.iter().filter_map(|setting| {
            let value = lookup(setting.name)?.trim().to_owned();
            (!value.is_empty()).then_some((setting.name, value))
        });
        Self(set.collect())
    }

    /// Whether every setting that the platform needs is present.
    pub fn offers(&self, kind: PlatformKind) -> bool {
        let names: &[&str] = match kind {
            PlatformKind::Gmail => &["GMAIL_CLIENT_ID", "GMAIL_CLIENT_SECRET"],
            PlatformKind::Twitter => &["TWITTER_CLIENT_ID"],
            PlatformKind::Mastodon => &["MASTODON_CLIENT_ID", "MASTODON_CLIENT_SECRET"],
            PlatformKind::Bluesky => &["BLUESKY_CLIENT_ID"],
            PlatformKind::Telegram => &["TELEGRAM_ADAPTER_URL", "TELEGRAM_ADAPTER_SECRET"],
        };
        names.iter().all(|name| self.0.contains_key(name))
    }

    /// Returns the value, or the default.
    pub(crate) fn find(&self, name: &'static str) -> Option<&str> {
        let default = || SETTINGS.iter().find(|setting| setting.name == name)?.default;
        self.0.get(name).map(String::as_str).or_else(default)
    }

    pub(crate) fn get(&self, name: &'static str) -> Result<&str, MissingSetting> {
        self.find(name).ok_or(MissingSetting(name))
    }
}

impl fmt::Debug for PlatformSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platform_is_offered_only_with_all_its_settings() {
        let of = |names: &'static [&'static str]| {
            let settings =
                PlatformSettings::read(|name| names.contains(&name).then(|| "set".to_owned()));
            PlatformKind::ALL.into_iter().filter(|kind| settings.offers(*kind)).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), []);
        assert_eq!(of(&["GMAIL_CLIENT_ID", "TELEGRAM_ADAPTER_URL", "MASTODON_CLIENT_ID"]), []);
        assert_eq!(of(&["GMAIL_CLIENT_SECRET", "GMAIL_CLIENT_ID"]), [PlatformKind::Gmail]);
        assert_eq!(
            of(&["TWITTER_CLIENT_ID", "BLUESKY_CLIENT_ID"]),
            [PlatformKind::Twitter, PlatformKind::Bluesky]
        );
    }

    #[test]
    fn unset_setting_has_its_default_or_is_missing() {
        let settings = PlatformSettings::read(|name| match name {
            "MASTODON_BASE_URL" => Some(" https://social.test ".to_owned()),
            "GMAIL_CLIENT_ID" => Some("  ".to_owned()),
            _ => None,
        });
        assert_eq!(settings.get("MASTODON_BASE_URL"), Ok("https://social.test"));
        assert_eq!(settings.get("GMAIL_TOKEN_URL"), Ok("https://oauth2.googleapis.com/token"));
        assert_eq!(settings.get("GMAIL_CLIENT_ID"), Err(MissingSetting("GMAIL_CLIENT_ID")));
        assert_eq!(format!("{settings:?}"), r#"{"MASTODON_BASE_URL"}"#);
    }
}
