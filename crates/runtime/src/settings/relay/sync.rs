//! What an operator can set of sync.

use worker::Env;

use crate::settings::SettingsError;

#[derive(Debug, Clone)]
pub struct SyncSettings {}

impl SyncSettings {
    #[expect(clippy::unnecessary_wraps, reason = "settings that can be wrong are to come")]
    pub(super) fn read(_env: &Env) -> Result<Self, SettingsError> {
        Ok(Self {})
    }
}
