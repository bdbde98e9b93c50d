//! Operator settings for grants and for online platforms; the `platforms` crate names the settings of the latter.

use ::platforms::{AccountDigests, Settings};
use worker::Env;

use crate::settings::{SettingsError, millis, public_url, text};

const TIMEOUT_MS: i64 = 10_000;
/// Upper bound of the timeout: people do not wait longer for a page.
const MAX_TIMEOUT_MS: i64 = 30_000;

/// Settings of grants and of requests to platforms.
#[derive(Debug, Clone)]
pub struct GrantSettings {
    /// `RELAY_ORIGIN`, without a trailing slash: origin that platforms redirect people back to. `None`:
    /// `PUBLIC_URL`, or the origin of the request.
    pub origin: Option<String>,
    /// `RELAY_LOGOS_URL`, without a trailing slash: folder of the platforms' logos. `None`: `/logos` at the origin.
    pub logos_url: Option<String>,
    /// `PLATFORM_TIMEOUT_SECS`: deadline of a platform's answer.
    pub timeout_ms: u64,
    /// Digests by which users' accounts at a platform are compared.
    pub account_digests: AccountDigests,
}

pub(super) fn read(env: &Env) -> Settings {
    // `env.var` reads secrets as well as variables.
    Settings::read(|name| env.var(name).ok().map(|value| value.to_string()))
}

impl GrantSettings {
    pub(super) fn read(env: &Env) -> Result<Self, SettingsError> {
        let timeout_ms = millis(env, "PLATFORM_TIMEOUT_SECS", TIMEOUT_MS)?.min(MAX_TIMEOUT_MS);
        let secret = |name| env.secret(name).ok().map(|value| value.to_string());
        let current = secret("SERVER_SECRET").unwrap_or_default();
        let previous = secret("SERVER_SECRET_PREVIOUS").filter(|text| !text.is_empty());
        Ok(Self {
            origin: url(env, "RELAY_ORIGIN")?,
            logos_url: url(env, "RELAY_LOGOS_URL")?,
            timeout_ms: u64::try_from(timeout_ms).unwrap_or_default(),
            account_digests: AccountDigests::new(&current, previous.as_deref())
                .ok_or(SettingsError("SERVER_SECRET"))?,
        })
    }
}

fn url(env: &Env, name: &'static str) -> Result<Option<String>, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(None) };
    public_url::parse(&text).map(Some).ok_or(SettingsError(name))
}
