//! The push service's HTTP v1 interface, with a service account's credentials.

mod credentials;

pub use credentials::{CredentialsError, FcmCredentials};

use std::fmt;

use object_commands::push_queue::Push;
use serde::Deserialize;
use serde_json::json;
use unix_time::UnixMillis;

use crate::PushOutcome;

pub const DEFAULT_BASE_URL: &str = "https://fcm.googleapis.com";
/// Time before its expiry at which an access token is renewed.
const RENEW_BEFORE_MS: i64 = 60_000;
/// Assumed lifetime of an access token if the answer does not state it.
const USUAL_LIFE_SECS: i64 = 3_600;

/// Token that authorizes sends for about an hour. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    text: String,
    renew_at_ms: UnixMillis,
}

impl AccessToken {
    /// Parses the token endpoint's answer. `None` when it contains no token.
    pub fn parse(body: &str, now_ms: UnixMillis) -> Option<Self> {
        #[derive(Deserialize)]
        struct Answer {
            access_token: String,
            expires_in: Option<i64>,
        }
        let answer: Answer = serde_json::from_str(body).ok()?;
        let life_secs = answer.expires_in.unwrap_or(USUAL_LIFE_SECS).clamp(0, 86_400);
        let renew_at_ms = now_ms.saturating_add(life_secs * 1_000 - RENEW_BEFORE_MS);
        (!answer.access_token.is_empty()).then_some(Self { text: answer.access_token, renew_at_ms })
    }

    pub fn is_fresh(&self, now_ms: UnixMillis) -> bool {
        now_ms < self.renew_at_ms
    }

    /// Returns the value of `Authorization`.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.text)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessToken")
    }
}

/// Returns the URL to which pushes of the project are sent.
pub fn send_url(base_url: &str, credentials: &FcmCredentials) -> String {
    format!(
        "{}/v1/projects/{}/messages:send",
        base_url.trim_end_matches('/'),
        credentials.project_id()
    )
}

/// Returns the body of a send: a data message of high priority. All values must be strings, so the event's data is
/// a JSON object in a string.
pub fn message(push: &Push) -> String {
    let data = json!(push.data).to_string();
    let message = json!({
        "token": push.token.expose(),
        "data": { "event": push.event.as_str(), "data": data },
        "android": { "priority": "HIGH" },
    });
    json!({ "message": message }).to_string()
}

/// Outcome of a push while we have no access token. It is not the phone's token that is at fault.
pub const NO_ACCESS: PushOutcome = PushOutcome::Throttled { retry_after_ms: Some(30_000) };

/// Interprets the answer to a send. When access was refused, the caller has already tried a new access token.
pub fn classify_answer(status: u16, body: &str, retry_after_ms: Option<i64>) -> PushOutcome {
    match status {
        200..=299 => PushOutcome::Sent,
        401 => NO_ACCESS,
        404 => PushOutcome::Refused,
        400 | 403 if is_token_error(body) => PushOutcome::Refused,
        429 => PushOutcome::Throttled { retry_after_ms },
        _ => PushOutcome::Failed { retry_after_ms },
    }
}

/// Whether a send was refused because of its access token.
pub fn is_access_refused(status: u16) -> bool {
    status == 401
}

/// Whether an error is about the phone's token, rather than about our request or our credentials.
fn is_token_error(body: &str) -> bool {
    #[derive(Deserialize)]
    struct Answer {
        error: Error,
    }
    #[derive(Deserialize)]
    struct Error {
        #[serde(default)]
        message: String,
        #[serde(default)]
        details: Vec<Detail>,
    }
    #[derive(Deserialize)]
    struct Detail {
        #[serde(rename = "errorCode", default)]
        error_code: String,
    }
    let Ok(Answer { error }) = serde_json::from_str(body) else { return false };
    let code = |wanted: &str| error.details.iter().any(|detail| detail.error_code == wanted);
    // INVALID_ARGUMENT may be about any part of our request. Only the text tells that the token is meant.
    code("UNREGISTERED")
        || code("SENDER_ID_MISMATCH")
        || code("INVALID_ARGUMENT") && error.message.contains("registration token")
}

#[cfg(test)]
mod tests;
