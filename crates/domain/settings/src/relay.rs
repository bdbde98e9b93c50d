//! Operator settings for the relay (contract `relaysms`).

pub(crate) mod grants;
pub(crate) mod nodes;
pub(crate) mod publishing;
pub(crate) mod sync;
pub(crate) mod users;

use ids::AccountId;

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

pub use grants::RelayGrantSettings;
pub use nodes::{ForwarderPolicy, NodeAdmission, RelayNodeSettings};
pub use publishing::{RelayPublishingSettings, ResultSmsMode};
pub use sync::RelaySyncSettings;
pub use users::{CaptchaSettings, ImportSalt, RelayUserSettings, SignUpMode};

/// Settings of the relay as a whole.
pub(crate) const SETTINGS: &[Setting] = &[Setting::variable("RELAY_ACCOUNT")
    .accepts(AcceptedValues::Text("id of an account"))
    .default_described("the default account")
    .meaning(
        "the account that owns relay users, nodes and publications. A newly chosen account starts \
         with none of them",
    )];

/// Settings of the relay.
#[derive(Debug, Clone)]
pub struct RelaySettings {
    /// `RELAY_ACCOUNT`: the account that owns the relay users, nodes and publications. `None`: the default account.
    pub account: Option<AccountId>,
    pub sync: RelaySyncSettings,
    pub users: RelayUserSettings,
    /// Operator settings for online platforms.
    pub platforms: platforms::PlatformSettings,
    pub grants: RelayGrantSettings,
    pub publishing: RelayPublishingSettings,
    pub nodes: RelayNodeSettings,
}

impl RelaySettings {
    pub(super) fn read(
        source: Source<'_>,
        environment: Environment,
    ) -> Result<Self, SettingsError> {
        let account = source.text("RELAY_ACCOUNT");
        let parsed = |text: String| AccountId::parse(&text).ok_or(SettingsError("RELAY_ACCOUNT"));
        Ok(Self {
            account: account.map(parsed).transpose()?,
            sync: RelaySyncSettings::read(source)?,
            users: RelayUserSettings::read(source, environment)?,
            platforms: platforms::PlatformSettings::read(|name| source.text(name)),
            publishing: RelayPublishingSettings::read(source, environment)?,
            nodes: RelayNodeSettings::read(source, environment)?,
            grants: RelayGrantSettings::read(source)?,
        })
    }
}

/// Lines of the settings of online platforms, which the `platforms` crate names.
pub(crate) fn platform_settings() -> Vec<Setting> {
    let line = |known: &platforms::SettingName| {
        let setting = if known.is_secret {
            Setting::secret(known.name)
        } else {
            Setting::variable(known.name)
        };
        let setting = setting.meaning("for the platform that the name begins with");
        match known.default {
            Some(default) => setting.default(default),
            None => setting,
        }
    };
    platforms::SETTINGS.iter().map(line).collect()
}
