//! What an operator can set of nodes, the directory of gateway clients, and forwarders.

use worker::Env;

use crate::settings::SettingsError;

#[derive(Debug, Clone)]
pub struct NodeSettings {}

impl NodeSettings {
    #[expect(clippy::unnecessary_wraps, reason = "settings that can be wrong are to come")]
    pub(super) fn read(_env: &Env) -> Result<Self, SettingsError> {
        Ok(Self {})
    }
}
