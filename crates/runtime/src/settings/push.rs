//! What an operator can set of push messages to phones.

use push::fcm::{self, Credentials};
use worker::Env;

use super::{SettingsError, millis, text, unless_zero};

const DEBOUNCE_MS: i64 = 5_000;
const TIMEOUT_MS: i64 = 10_000;
/// What contract 7.3 allows a network in a minute.
const PER_NETWORK_AND_MINUTE: u32 = 5;

/// How phones are told by push.
#[derive(Debug, Clone)]
pub struct PushSettings {
    /// `None`: they are not.
    pub route: Option<PushRoute>,
    /// `PUSH_DEBOUNCE_SECS`: the least time between equal pushes.
    pub debounce_ms: i64,
    /// `PUSH_TIMEOUT_SECS`: how long a request of ours may take.
    pub timeout_ms: u64,
    /// `UPSTREAM_PUSH_PER_MINUTE`: what other servers may ask us to pass on, for each network. `None` is no
    /// limit.
    pub requests_per_network_and_minute: Option<u32>,
}

/// Which way pushes go.
#[derive(Debug, Clone)]
pub enum PushRoute {
    /// Straight to the push service, which goes before an upstream.
    Fcm(FcmSettings),
    /// `PUSH_UPSTREAM_URL`: through another server.
    Upstream { url: String },
}

/// The push service and our account with it.
#[derive(Debug, Clone)]
pub struct FcmSettings {
    /// `FCM_CREDENTIALS_JSON`, a secret.
    pub credentials: Credentials,
    /// `FCM_TOKEN_URL`, or where the credentials say that tokens are given out.
    pub token_url: String,
    /// `FCM_BASE_URL`.
    pub base_url: String,
}

impl PushSettings {
    pub(super) fn read(env: &Env) -> Result<Self, SettingsError> {
        let limit = "UPSTREAM_PUSH_PER_MINUTE";
        let timeout_ms = millis(env, "PUSH_TIMEOUT_SECS", TIMEOUT_MS)?.clamp(1, 60_000);
        Ok(Self {
            route: PushRoute::read(env)?,
            debounce_ms: millis(env, "PUSH_DEBOUNCE_SECS", DEBOUNCE_MS)?,
            timeout_ms: u64::try_from(timeout_ms).unwrap_or(1),
            requests_per_network_and_minute: unless_zero(env, limit, Some(PER_NETWORK_AND_MINUTE))?,
        })
    }
}

impl PushRoute {
    fn read(env: &Env) -> Result<Option<Self>, SettingsError> {
        let secret = env.secret("FCM_CREDENTIALS_JSON").ok().map(|value| value.to_string());
        if let Some(json) = secret.filter(|json| !json.trim().is_empty()) {
            let credentials = Credentials::parse(&json);
            let credentials = credentials.map_err(|_| SettingsError("FCM_CREDENTIALS_JSON"))?;
            let token_url = url(env, "FCM_TOKEN_URL")?;
            let token_url = token_url.unwrap_or_else(|| credentials.token_uri().to_owned());
            let base_url = url(env, "FCM_BASE_URL")?;
            let base_url = base_url.unwrap_or_else(|| fcm::DEFAULT_BASE_URL.to_owned());
            return Ok(Some(Self::Fcm(FcmSettings { credentials, token_url, base_url })));
        }
        let upstream = url(env, "PUSH_UPSTREAM_URL")?;
        Ok(upstream.map(|root| Self::Upstream { url: push::upstream::push_url(&root) }))
    }
}

/// An address that the operator vouches for.
fn url(env: &Env, name: &'static str) -> Result<Option<String>, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(None) };
    let known = text.starts_with("https://") || text.starts_with("http://");
    if known { Ok(Some(text)) } else { Err(SettingsError(name)) }
}
