//! Signed requests to the adapter, and its answers.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    Account, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, MissingSetting, Secret,
    answer::text_at, failure::reason,
};

/// Sign-in requests (contract 2.1): the number, the code, and the password if the account has one.
///
/// `id` names the step and is the same on every try of it.
pub struct TelegramAdapter;

/// Progress of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeAnswer {
    /// The code was sent.
    Sent,
    /// The account needs a password in addition to the code.
    PasswordRequired,
    /// Signed in: the tokens, with their account.
    SignedIn(Box<GrantTokens>),
}

impl TelegramAdapter {
    /// Asks the adapter to send a code to the number, in E.164.
    pub fn send_code(
        phone_number: &str,
        id: &str,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let params = json!({ "phone_number": phone_number });
        request("send_authorization_code", &params, id, context)
    }

    pub fn validate_code(
        phone_number: &str,
        code: &Secret,
        id: &str,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let params = json!({ "phone_number": phone_number, "code": code });
        request("validate_code_and_fetch_user_info", &params, id, context)
    }

    pub fn validate_password(
        phone_number: &str,
        password: &Secret,
        id: &str,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let params = json!({ "phone_number": phone_number, "password": password });
        request("validate_password_and_fetch_user_info", &params, id, context)
    }

    /// Reads the answer to any of these requests.
    pub fn read(answer: &HttpAnswer) -> Result<CodeAnswer, Failure> {
        let result = read(answer)?;
        if result.pointer("/two_step_verification_enabled").and_then(Value::as_bool) == Some(true) {
            return Ok(CodeAnswer::PasswordRequired);
        }
        let Some(session) = text_at(&result, "/session") else { return Ok(CodeAnswer::Sent) };
        let id = text_at(&result, "/userinfo/account_identifier");
        let id = id.ok_or_else(|| Failure::refused("no_account"))?;
        let name = text_at(&result, "/userinfo/name").unwrap_or_default();
        Ok(CodeAnswer::SignedIn(Box::new(GrantTokens {
            access_token: Secret::new(session),
            refresh_token: None,
            expires_at_ms: None,
            account: Some(Account { id, name }),
            bluesky: None,
        })))
    }
}

/// Builds a signed request.
pub(super) fn request(
    method: &str,
    params: &Value,
    id: &str,
    context: &mut Context<'_>,
) -> Result<HttpRequest, Failure> {
    let url = context.settings.get("TELEGRAM_ADAPTER_URL")?.to_owned();
    let secret = context.settings.get("TELEGRAM_ADAPTER_SECRET")?;
    let request = HttpRequest::post_json(url, &json!({ "method": method, "params": params }));
    let timestamp = context.now_ms.as_secs().to_string();
    let signature = sign(secret, id, &timestamp, &request.body)?;
    Ok(request
        .with("webhook-id", id.to_owned())
        .with("webhook-timestamp", timestamp)
        .with("webhook-signature", signature))
}

/// Returns the result, or the classified error.
pub(super) fn read(answer: &HttpAnswer) -> Result<Value, Failure> {
    if !answer.is_success() {
        // A 401 rejects our signature, not a user's session.
        return Err(match answer.status {
            401 => Failure::refused("adapter_401"),
            _ => answer.failure(None),
        });
    }
    let mut body = answer.json();
    if let Some(error) = body.get("error").filter(|error| !error.is_null()) {
        let code = text_at(error, "/code");
        return Err(match code.as_deref() {
            Some("session_revoked" | "unauthorized") => Failure::ConsentGone,
            Some("flood_wait") => {
                let secs = error.pointer("/retry_after").and_then(Value::as_i64);
                let retry_after_ms = secs
                    .map(|secs| secs.saturating_mul(1_000).clamp(0, outbound::MAX_RETRY_AFTER_MS));
                Failure::SlowDown { retry_after_ms }
            }
            code => Failure::refused(reason(code, "adapter_error")),
        });
    }
    match body.get_mut("result").map(Value::take) {
        Some(result @ Value::Object(_)) => Ok(result),
        _ => Err(answer.failure(None)),
    }
}

fn sign(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> Result<String, Failure> {
    // The error names the setting, never the secret's text.
    let missing = || Failure::NotConfigured(MissingSetting("TELEGRAM_ADAPTER_SECRET"));
    let key = secret.strip_prefix("whsec_").and_then(|key| BASE64.decode(key).ok());
    // Standard Webhooks requires at least 24 bytes.
    let key = key.filter(|key| key.len() >= 24).ok_or_else(missing)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| missing())?;
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    Ok(format!("v1,{}", BASE64.encode(mac.finalize().into_bytes())))
}
