//! Operator settings for push messages to phones.

use push_queue::fcm::{self, FcmCredentials};

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

const DEBOUNCE_MS: i64 = 5_000;
const TIMEOUT_MS: i64 = 10_000;
/// Requests per network and minute that smsgate contract 7.3 allows.
const PER_NETWORK_AND_MINUTE: u32 = 5;

/// Settings of push messages.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::secret("FCM_CREDENTIALS_JSON").accepts(AcceptedValues::Text("JSON")).meaning(
        "the JSON of a Google service account that may send through FCM: phones are notified by \
         push. Needs an app built with that project; the published app belongs to another one",
    ),
    Setting::variable("FCM_BASE_URL")
        .accepts(AcceptedValues::Url)
        .default(fcm::DEFAULT_BASE_URL)
        .meaning("where pushes are sent"),
    Setting::variable("FCM_TOKEN_URL")
        .accepts(AcceptedValues::Url)
        .default_described("the credentials' `token_uri`")
        .meaning("where access tokens for pushes are requested"),
    Setting::variable("PUSH_UPSTREAM_URL").accepts(AcceptedValues::Url).meaning(
        "another server's `…/upstream/v1`, which passes pushes on: \
         `https://api.sms-gate.app/upstream/v1` reaches the published app. It sees push tokens and \
         names of events, but no numbers and no texts. Ignored if there are credentials",
    ),
    Setting::variable("PUSH_DEBOUNCE_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("5")
        .meaning("minimum time between equal pushes to a phone"),
    Setting::variable("PUSH_TIMEOUT_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("10")
        .meaning("how long a request to the push service or the upstream may take; 60 at most"),
    Setting::variable("UPSTREAM_PUSH_PER_MINUTE")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("5")
        .meaning(
            "requests from each network in 60 seconds by which other servers may have this one \
             forward pushes, if `GATEWAY_MODE` is `public`",
        ),
];

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
    pub credentials: FcmCredentials,
    /// `FCM_TOKEN_URL`, or the token URL in the credentials.
    pub token_url: String,
    /// `FCM_BASE_URL`.
    pub base_url: String,
}

impl PushSettings {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let limit = "UPSTREAM_PUSH_PER_MINUTE";
        let timeout_ms = source.millis("PUSH_TIMEOUT_SECS", TIMEOUT_MS)?.clamp(1, 60_000);
        Ok(Self {
            route: PushRoute::read(source)?,
            debounce_ms: source.millis("PUSH_DEBOUNCE_SECS", DEBOUNCE_MS)?,
            timeout_ms: u64::try_from(timeout_ms).unwrap_or(1),
            requests_per_network_and_minute: source
                .unless_zero(limit, Some(PER_NETWORK_AND_MINUTE))?,
        })
    }
}

impl PushRoute {
    fn read(source: Source<'_>) -> Result<Option<Self>, SettingsError> {
        let json = source.text("FCM_CREDENTIALS_JSON");
        if let Some(json) = json.filter(|json| !json.trim().is_empty()) {
            let credentials = FcmCredentials::parse(&json);
            let credentials = credentials.map_err(|_| SettingsError("FCM_CREDENTIALS_JSON"))?;
            let token_url = source.url("FCM_TOKEN_URL")?;
            let token_url = token_url.unwrap_or_else(|| credentials.token_uri().to_owned());
            let base_url = source.base_url("FCM_BASE_URL")?;
            let base_url = base_url.unwrap_or_else(|| fcm::DEFAULT_BASE_URL.to_owned());
            return Ok(Some(Self::Fcm(FcmSettings { credentials, token_url, base_url })));
        }
        let upstream = source.url("PUSH_UPSTREAM_URL")?;
        Ok(upstream.map(|root| Self::Upstream { url: push_queue::upstream::push_url(&root) }))
    }
}
