//! What an operator can set of publishing.

use worker::Env;

use crate::settings::SettingsError;

#[derive(Debug, Clone)]
pub struct PublishingSettings {}

impl PublishingSettings {
    #[expect(clippy::unnecessary_wraps, reason = "settings that can be wrong are to come")]
    pub(super) fn read(_env: &Env) -> Result<Self, SettingsError> {
        Ok(Self {})
    }
}
