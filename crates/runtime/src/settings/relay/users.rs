//! What an operator can set of relay users.

use worker::Env;

use crate::settings::{Environment, SettingsError};

#[derive(Debug, Clone)]
pub struct RelayUserSettings {}

impl RelayUserSettings {
    #[expect(clippy::unnecessary_wraps, reason = "settings that can be wrong are to come")]
    pub(super) fn read(_env: &Env, _environment: Environment) -> Result<Self, SettingsError> {
        Ok(Self {})
    }
}
