//! Operator settings for sync.

use relay_crypto::{ServerKeyring, ServiceKey};
use sync_session::{Frames, Rules};
use worker::Env;

use crate::settings::{SettingsError, millis, number, text};

/// Settings of sync, the handshake that gives apps their keys.
#[derive(Debug, Clone)]
pub struct SyncSettings {
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
    pub rules: Rules,
}

impl SyncSettings {
    pub(super) fn read(env: &Env) -> Result<Self, SettingsError> {
        let usual = Rules::default();
        let server_keys = text(env, "RELAY_SERVER_KEYS").map(|text| ServerKeyring::parse(&text));
        let service_key = text(env, "RELAY_SERVICE_KEY").map(|text| ServiceKey::new(&text));
        Ok(Self {
            server_keys: server_keys.transpose().map_err(|_| SettingsError("RELAY_SERVER_KEYS"))?,
            service_key: service_key.transpose().map_err(|_| SettingsError("RELAY_SERVICE_KEY"))?,
            frames: match text(env, "RELAY_SYNC_FRAMES").as_deref() {
                None | Some("json") => Frames::Json,
                Some("url") => Frames::Url,
                Some(_) => return Err(SettingsError("RELAY_SYNC_FRAMES")),
            },
            one_step: yes_or_no(env, "RELAY_SYNC_ONE_STEP", false)?,
            qr_fingerprint: yes_or_no(env, "RELAY_SYNC_QR_FINGERPRINT", false)?,
            notice: yes_or_no(env, "RELAY_SYNC_NOTICE", true)?,
            openings_per_user: match text(env, "RELAY_SYNC_OPENINGS_PER_USER") {
                Some(_) => Some(number(env, "RELAY_SYNC_OPENINGS_PER_USER", 1)?),
                None => None,
            },
            rules: Rules {
                urls: number(env, "RELAY_SESSION_CHANGE_LIMIT", usual.urls)?,
                sleep_ms: millis(env, "RELAY_SESSION_SLEEP_SECS", usual.sleep_ms)?,
                paused_ms: millis(env, "RELAY_SESSION_PAUSED_SECS", usual.paused_ms)?,
                overlap_ms: millis(env, "RELAY_SESSION_OVERLAP_SECS", usual.overlap_ms)?,
                ttl_ms: millis(env, "RELAY_SESSION_TTL_SECS", usual.ttl_ms)?,
                password_tries: number(env, "RELAY_SESSION_PASSWORD_TRIES", usual.password_tries)?,
                one_step_sleep_ms: millis(
                    env,
                    "RELAY_ONE_STEP_SLEEP_SECS",
                    usual.one_step_sleep_ms,
                )?,
            },
        })
    }
}

fn yes_or_no(env: &Env, name: &'static str, usual: bool) -> Result<bool, SettingsError> {
    match text(env, name).as_deref() {
        None => Ok(usual),
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(_) => Err(SettingsError(name)),
    }
}
