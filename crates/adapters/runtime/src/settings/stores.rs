//! Operator settings for phones' webhooks and for monitoring.

use worker::Env;

use super::{SettingsError, text};

/// Settings of phones' webhooks and of monitoring; see the section on phones of the SMSGate kind in
/// docs/OPERATIONS.md.
#[derive(Clone)]
pub struct StoreSettings {
    /// `DEVICE_WEBHOOKS_LAN_HTTP`: whether phones' webhooks may use plain http to private networks.
    pub device_webhooks_lan_http: bool,
    /// `METRICS_TOKEN`: token that opens `/metrics`. `None`: `/metrics` is closed.
    pub metrics_token: Option<String>,
}

impl StoreSettings {
    pub(super) fn read(env: &Env) -> Result<Self, SettingsError> {
        let lan_http = match text(env, "DEVICE_WEBHOOKS_LAN_HTTP").as_deref() {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => return Err(SettingsError("DEVICE_WEBHOOKS_LAN_HTTP")),
        };
        let token = env.secret("METRICS_TOKEN").ok().map(|value| value.to_string());
        Ok(Self {
            device_webhooks_lan_http: lan_http,
            metrics_token: token.filter(|text| !text.is_empty()),
        })
    }
}

impl std::fmt::Debug for StoreSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("StoreSettings(redacted)")
    }
}
