//! Operator settings for push messages to phones.

use push_queue::fcm::{self, Credentials};
use worker::Env;

use super::{SettingsError, millis, text, unless_zero};

const DEBOUNCE_MS: i64 = 5_000;
const TIMEOUT_MS: i64 = 10_000;
/// Requests per network and minute that smsgate contract 7.3 allows.
const PER_NETWORK_AND_MINUTE: u32 = 5;

/// Settings for sending push messages to phones.
#[derive(Debug, Clone)]
pub struct PushSettings {
    /// `None`: no push messages are sent.
    pub route: Option<PushRoute>,
    /// `PUSH_DEBOUNCE_SECS`: minimum time between equal pushes.
    pub debounce_ms: i64,
    /// `PUSH_TIMEOUT_SECS`: deadline of one of our requests to the push service or the upstream.
    pub timeout_ms: u64,
    /// `UPSTREAM_PUSH_PER_MINUTE`: requests of other servers to forward pushes, for each network. `None` is no
    /// limit.
    pub requests_per_network_and_minute: Option<u32>,
}

/// Route that push messages take.
#[derive(Debug, Clone)]
pub enum PushRoute {
    /// Directly to the push service. Takes precedence over an upstream.
    Fcm(FcmSettings),
    /// `PUSH_UPSTREAM_URL`: through another server.
    Upstream { url: String },
}

/// The push service, and our credentials for it.
#[derive(Debug, Clone)]
pub struct FcmSettings {
    /// `FCM_CREDENTIALS_JSON`, a secret.
    pub credentials: Credentials,
    /// `FCM_TOKEN_URL`, or the token URL in the credentials.
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
        Ok(upstream.map(|root| Self::Upstream { url: push_queue::upstream::push_url(&root) }))
    }
}

/// Reads a URL that the operator vouches for, so the outbound guard does not apply to it.
fn url(env: &Env, name: &'static str) -> Result<Option<String>, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(None) };
    let known = text.starts_with("https://") || text.starts_with("http://");
    if known { Ok(Some(text)) } else { Err(SettingsError(name)) }
}
