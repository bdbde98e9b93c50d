//! Answer with the deployment's settings. Fields stand in the alphabetical order in which they are sent.

use runtime::EffectiveSetting;
use serde::Serialize;

/// Answer of `GET /api/v1/operator/settings`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SettingsOut {
    /// All settings, in the order of the documentation.
    pub(crate) settings: Vec<SettingOut>,
}

/// A setting of the deployment.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SettingOut {
    /// Effect in Markdown.
    meaning: &'static str,
    name: &'static str,
    /// Whether it is a secret, whose value is never shown.
    secret: bool,
    /// Subject under which the documentation has it.
    section: &'static str,
    /// Whether the deployment sets it, to whatever value.
    set: bool,
    /// `configured` if the deployment sets it; `local_default` for a default of local development; otherwise
    /// `default`.
    source: &'static str,
    /// Value in effect, or a description of the default in Markdown. `null` if it has none, and for a secret.
    value: Option<String>,
}

impl SettingOut {
    pub(crate) fn of(effective: &EffectiveSetting) -> Self {
        Self {
            meaning: effective.setting.meaning,
            name: effective.setting.name,
            secret: effective.setting.kind.is_secret(),
            section: effective.section,
            set: effective.is_set(),
            source: effective.source.as_str(),
            value: effective.value.clone(),
        }
    }
}
