//! The cookie of a logged-in relay user (contract 2.1). The contract leaves its form to the server: here it is JSON
//! sealed with AES-256-GCM.

use rand_core::RngCore;
use sealing::{Keyring, SealError};
use serde::{Deserialize, Serialize};
use unix_time::UnixMillis;

const COOKIE_NAME: &str = "SWOB";
const PURPOSE: &str = "relay session cookie";
/// Validity of a cookie that is not renewed.
pub const INACTIVITY_MS: i64 = 15 * 60 * 1000;
/// Maximum duration of a session, even if it is renewed.
pub const SESSION_MS: i64 = 45 * 60 * 1000;
/// Allowed clock difference between the places that seal and open.
const CLOCK_TOLERANCE_MS: i64 = 60 * 1000;

/// Progress of a user's authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStage {
    /// May only verify the number.
    SignUp,
    /// May only verify the number and then set a password.
    Recovery,
    /// May do everything else.
    Login,
}

/// Contents of the cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelaySession {
    pub user_id: String,
    /// Identifies the session, so that a logout can end it.
    pub session_id: String,
    pub stage: SessionStage,
    /// Start of the session. Renewing does not change it.
    pub started_at_ms: UnixMillis,
}

/// Reason why a cookie is not a valid session. Both are answered with 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// It was altered, or sealed under a key that is gone, or for another user agent.
    #[error("the session cookie is invalid")]
    Invalid,
    #[error("the session has expired")]
    Expired,
}

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(flatten)]
    session: RelaySession,
    renewed_at_ms: UnixMillis,
}

impl RelaySession {
    /// Returns the cookie's value, valid for 15 minutes. Every answer to the user carries a new one.
    pub fn seal(
        &self,
        user_agent: &str,
        keyring: &Keyring,
        now_ms: UnixMillis,
        rng: &mut impl RngCore,
    ) -> Result<String, SealError> {
        let content = Content { session: self.clone(), renewed_at_ms: now_ms };
        // Strings and numbers always serialize.
        let json = serde_json::to_vec(&content).unwrap_or_default();
        sealing::seal(&json, keyring, &[PURPOSE, user_agent], rng)
    }

    /// Opens a cookie that [`seal`](Self::seal) sealed for the same user agent.
    pub fn open(
        cookie: &str,
        user_agent: &str,
        keyring: &Keyring,
        now_ms: UnixMillis,
    ) -> Result<Self, SessionError> {
        let json = sealing::open(cookie, keyring, &[PURPOSE, user_agent]);
        let json = json.map_err(|_| SessionError::Invalid)?;
        let content: Content = serde_json::from_slice(&json).map_err(|_| SessionError::Invalid)?;
        let lasts = |since_ms: UnixMillis, for_ms| {
            let age_ms = now_ms.since(since_ms);
            (-CLOCK_TOLERANCE_MS..for_ms).contains(&age_ms)
        };
        let session = content.session;
        let live =
            lasts(content.renewed_at_ms, INACTIVITY_MS) && lasts(session.started_at_ms, SESSION_MS);
        if live { Ok(session) } else { Err(SessionError::Expired) }
    }
}

/// Returns the value of `Set-Cookie`. `secure` is whether the request came over https, as it does everywhere except in
/// local development.
pub fn set_cookie(value: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let max_age_secs = INACTIVITY_MS / 1000;
    format!("{COOKIE_NAME}={value}; Path=/; Max-Age={max_age_secs}; HttpOnly; SameSite=Lax{secure}")
}

/// Returns the value of `Set-Cookie` that makes a client forget the session.
pub fn clear_cookie() -> String {
    // Without `Secure`, because local development has no https. Over https it clears the cookie all the same.
    format!("{COOKIE_NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
}

/// Finds the session's cookie in the value of a `Cookie` header.
pub fn find_cookie(header: &str) -> Option<&str> {
    header.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE_NAME && !value.is_empty()).then(|| value.trim_matches('"'))
    })
}

#[cfg(test)]
mod tests;
