//! Operator settings for grants and for online platforms; the `platforms` crate names the settings of the latter.

use platforms::AccountDigests;

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

const TIMEOUT_MS: i64 = 10_000;
/// Upper bound of the timeout: people do not wait longer for a page.
const MAX_TIMEOUT_MS: i64 = 30_000;

/// Settings of grants and of requests to platforms.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("RELAY_ORIGIN")
        .accepts(AcceptedValues::PublicUrl)
        .default_described("`PUBLIC_URL`, or the request's origin")
        .meaning("the origin that platforms redirect people back to"),
    Setting::variable("RELAY_LOGOS_URL")
        .accepts(AcceptedValues::PublicUrl)
        .default_described("`/logos` at `RELAY_ORIGIN`")
        .meaning("the folder of the platforms' logos"),
    Setting::variable("PLATFORM_TIMEOUT_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("10")
        .meaning("how long a platform may take to answer; 30 at most"),
];

/// Settings of grants and of requests to platforms.
#[derive(Debug, Clone)]
pub struct RelayGrantSettings {
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

impl RelayGrantSettings {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let timeout_ms = source.millis("PLATFORM_TIMEOUT_SECS", TIMEOUT_MS)?.min(MAX_TIMEOUT_MS);
        let current = source.text("SERVER_SECRET").unwrap_or_default();
        let previous = source.text("SERVER_SECRET_PREVIOUS");
        Ok(Self {
            origin: source.public_url("RELAY_ORIGIN")?,
            logos_url: source.public_url("RELAY_LOGOS_URL")?,
            timeout_ms: u64::try_from(timeout_ms).unwrap_or_default(),
            account_digests: AccountDigests::new(&current, previous.as_deref())
                .ok_or(SettingsError("SERVER_SECRET"))?,
        })
    }
}
