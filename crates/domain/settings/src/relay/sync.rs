//! Operator settings for sync.

use relay_crypto::{ServerKeyring, ServiceKey};
use sync_session::{Frames, SyncRules};

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Settings of sync.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::secret("RELAY_SERVER_KEYS")
        .accepts(AcceptedValues::Text("RSA keys, the newest first, made by `npm run relay-key`"))
        .meaning("the keys that apps encrypt passwords with. Never generated in a request"),
    Setting::secret("RELAY_SERVICE_KEY")
        .accepts(AcceptedValues::Text("text of at least 16 characters"))
        .meaning(
            "key whose holder may delete shared keys (`DELETE /v2/sync/users`); it also decrypts \
             reliability tests. Without it neither works",
        ),
    Setting::variable("RELAY_SYNC_FRAMES")
        .accepts(AcceptedValues::Words(&["json", "url"]))
        .default("json")
        .meaning(
            "`url`: the socket shows plain URLs, as until May 2022; `?frames=` in the socket's URL \
             says otherwise",
        ),
    Setting::variable("RELAY_SYNC_ONE_STEP")
        .accepts(AcceptedValues::YesOrNo)
        .default("false")
        .meaning("`true`: browsers are sent to the socket of the one-step handshake of 2023"),
    Setting::variable("RELAY_SYNC_QR_FINGERPRINT")
        .accepts(AcceptedValues::YesOrNo)
        .default("false")
        .meaning("`true`: `qr_url` names the server's key, for apps that pin it"),
    Setting::variable("RELAY_SYNC_NOTICE")
        .accepts(AcceptedValues::YesOrNo)
        .default("true")
        .meaning("`false`: users get no SMS when another app replaces theirs"),
    Setting::variable("RELAY_SYNC_OPENINGS_PER_USER")
        .accepts(AcceptedValues::Count)
        .default_described("not counted")
        .meaning(
            "sessions that may be opened for a user within a session's lifetime. Counted exactly: \
             two D1 rows written each",
        ),
    Setting::variable("RELAY_SESSION_CHANGE_LIMIT")
        .accepts(AcceptedValues::Count)
        .default("3")
        .meaning("number of URLs that the socket shows"),
    Setting::variable("RELAY_SESSION_SLEEP_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("15")
        .meaning("time for which each URL is shown"),
    Setting::variable("RELAY_SESSION_PAUSED_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("120")
        .meaning("time that the socket waits after a URL was used"),
    Setting::variable("RELAY_SESSION_OVERLAP_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("3")
        .meaning("time for which the previous URL stays valid"),
    Setting::variable("RELAY_SESSION_TTL_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("300")
        .meaning("lifetime of a session"),
    Setting::variable("RELAY_SESSION_PASSWORD_TRIES")
        .accepts(AcceptedValues::Count)
        .default("5")
        .meaning("number of wrong passwords that end a session"),
    Setting::variable("RELAY_ONE_STEP_SLEEP_SECS")
        .accepts(AcceptedValues::Seconds)
        .default("10")
        .meaning("time for which each URL of the one-step handshake is shown"),
];

/// Settings of sync, the handshake that gives apps their keys.
#[derive(Debug, Clone)]
pub struct RelaySyncSettings {
    /// `RELAY_SERVER_KEYS`: keys that apps encrypt passwords to. Without them no handshake is offered.
    pub server_keys: Option<ServerKeyring>,
    /// `RELAY_SERVICE_KEY`: key whose holder may delete shared keys.
    pub service_key: Option<ServiceKey>,
    /// `RELAY_SYNC_FRAMES`: form of frames for browsers that do not state a preference.
    pub frames: Frames,
    /// `RELAY_SYNC_ONE_STEP`: whether browsers are sent to the socket of the one-step handshake.
    pub one_step: bool,
    /// `RELAY_SYNC_QR_FINGERPRINT`: whether `qr_url` names the server's key.
    pub qr_fingerprint: bool,
    /// `RELAY_SYNC_NOTICE`: whether a user is told by SMS that another app has replaced theirs.
    pub notice: bool,
    /// `RELAY_SYNC_OPENINGS_PER_USER`: sessions that may be opened for a user within the lifetime of one, which
    /// bounds the number of concurrent sessions. Counted exactly, at the price of a row each. `None`: not counted.
    pub openings_per_user: Option<u32>,
    /// `RELAY_SESSION_CHANGE_LIMIT`, `RELAY_SESSION_SLEEP_SECS`, `RELAY_SESSION_PAUSED_SECS`,
    /// `RELAY_SESSION_OVERLAP_SECS`, `RELAY_SESSION_TTL_SECS`, `RELAY_SESSION_PASSWORD_TRIES`,
    /// `RELAY_ONE_STEP_SLEEP_SECS`.
    pub rules: SyncRules,
}

impl RelaySyncSettings {
    pub(super) fn read(source: Source<'_>) -> Result<Self, SettingsError> {
        let usual = SyncRules::default();
        let server_keys = source.text("RELAY_SERVER_KEYS").map(|text| ServerKeyring::parse(&text));
        let service_key = source.text("RELAY_SERVICE_KEY").map(|text| ServiceKey::new(&text));
        Ok(Self {
            server_keys: server_keys.transpose().map_err(|_| SettingsError("RELAY_SERVER_KEYS"))?,
            service_key: service_key.transpose().map_err(|_| SettingsError("RELAY_SERVICE_KEY"))?,
            frames: source.word(
                "RELAY_SYNC_FRAMES",
                &[("json", Frames::Json), ("url", Frames::Url)],
                Frames::Json,
            )?,
            one_step: source.yes_or_no("RELAY_SYNC_ONE_STEP", false)?,
            qr_fingerprint: source.yes_or_no("RELAY_SYNC_QR_FINGERPRINT", false)?,
            notice: source.yes_or_no("RELAY_SYNC_NOTICE", true)?,
            openings_per_user: source.optional_number("RELAY_SYNC_OPENINGS_PER_USER")?,
            rules: SyncRules {
                urls: source.number("RELAY_SESSION_CHANGE_LIMIT", usual.urls)?,
                sleep_ms: source.millis("RELAY_SESSION_SLEEP_SECS", usual.sleep_ms)?,
                paused_ms: source.millis("RELAY_SESSION_PAUSED_SECS", usual.paused_ms)?,
                overlap_ms: source.millis("RELAY_SESSION_OVERLAP_SECS", usual.overlap_ms)?,
                ttl_ms: source.millis("RELAY_SESSION_TTL_SECS", usual.ttl_ms)?,
                password_tries: source
                    .number("RELAY_SESSION_PASSWORD_TRIES", usual.password_tries)?,
                one_step_sleep_ms: source
                    .millis("RELAY_ONE_STEP_SLEEP_SECS", usual.one_step_sleep_ms)?,
            },
        })
    }
}
