//! Operator settings for the relay (contract `relaysms`).

mod nodes;
mod platforms;
mod publishing;
mod sync;
mod users;

use identity::AccountId;
use worker::Env;

use super::{Environment, SettingsError, text};

pub use nodes::{ForwarderPolicy, NodeAdmission, NodeSettings};
pub use platforms::GrantSettings;
pub use publishing::{PublishingSettings, ResultSmsMode};
pub use sync::SyncSettings;
pub use users::{CaptchaSettings, RelayUserSettings, SignUpMode};

/// Settings of the relay.
#[derive(Debug, Clone)]
pub struct RelaySettings {
    /// `RELAY_ACCOUNT`: the account that owns the relay users, nodes and publications. `None`: the default account.
    pub account: Option<AccountId>,
    pub sync: SyncSettings,
    pub users: RelayUserSettings,
    /// Operator settings for online platforms.
    pub platforms: ::platforms::Settings,
    pub grants: GrantSettings,
    pub publishing: PublishingSettings,
    pub nodes: NodeSettings,
}

impl RelaySettings {
    pub(super) fn read(env: &Env, environment: Environment) -> Result<Self, SettingsError> {
        let account = text(env, "RELAY_ACCOUNT");
        let parsed = |text: String| AccountId::parse(&text).ok_or(SettingsError("RELAY_ACCOUNT"));
        Ok(Self {
            account: account.map(parsed).transpose()?,
            sync: SyncSettings::read(env)?,
            users: RelayUserSettings::read(env, environment)?,
            platforms: platforms::read(env),
            publishing: PublishingSettings::read(env, environment)?,
            nodes: NodeSettings::read(env, environment)?,
            grants: GrantSettings::read(env)?,
        })
    }
}
