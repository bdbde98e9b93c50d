//! Operator settings for phones' webhooks and for monitoring.

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Settings of phones' webhooks and of monitoring.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("DEVICE_WEBHOOKS_LAN_HTTP")
        .accepts(AcceptedValues::Words(&["0", "1"]))
        .default("0")
        .meaning(
            "`1`: webhooks that phones deliver may use `http://` if the host is a private address \
             or `localhost`. Webhooks that the server delivers are not affected",
        ),
    Setting::secret("METRICS_TOKEN").meaning(
        "Bearer token that grants reading `/metrics`; without this setting that path is 404",
    ),
];

/// Settings of phones' webhooks and of monitoring; see the section on phones of the SMSGate kind in
/// docs/OPERATIONS.md.
#[derive(Clone)]
pub struct SmsgateSettings {
    /// `DEVICE_WEBHOOKS_LAN_HTTP`: whether phones' webhooks may use plain http to private networks.
    pub device_webhooks_lan_http: bool,
    /// `METRICS_TOKEN`: token that opens `/metrics`. `None`: `/metrics` is closed.
    pub metrics_token: Option<String>,
}

impl SmsgateSettings {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let words = [("0", false), ("1", true)];
        Ok(Self {
            device_webhooks_lan_http: source.word("DEVICE_WEBHOOKS_LAN_HTTP", &words, false)?,
            metrics_token: source.text("METRICS_TOKEN"),
        })
    }
}

impl std::fmt::Debug for SmsgateSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SmsgateSettings")
            .field("device_webhooks_lan_http", &self.device_webhooks_lan_http)
            .finish_non_exhaustive()
    }
}
