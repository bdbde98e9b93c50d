//! OAuth 2 steps shared by the platforms.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use unix_time::UnixMillis;

use crate::{
    Failure, GrantTokens, HttpAnswer, PendingConsent, Secret, answer::text_at, failure::reason,
    http_request::with_query,
};

/// Longest accepted token in bytes; no platform's tokens are longer.
const MAX_TOKEN_BYTES: usize = 16_384;
/// Longest accepted lifetime of a token, in seconds: ten years.
const MAX_LIFE_SECS: i64 = 315_360_000;

/// Tokens from a token endpoint.
pub(crate) struct TokenAnswer {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) expires_at_ms: Option<UnixMillis>,
    pub(crate) scope: Option<String>,
    pub(crate) subject: Option<String>,
}

/// Returns the URL of the owner's consent page, with PKCE.
pub(crate) fn consent_url(
    authorize_url: &str,
    client_id: &str,
    scopes: &[&str],
    pending: &PendingConsent,
    more: &[(&str, &str)],
) -> String {
    let scope = scopes.join(" ");
    let challenge = pending.verifier.challenge();
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", &pending.redirect_uri),
        ("scope", &scope),
        ("state", pending.state.expose()),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    fields.extend_from_slice(more);
    with_query(authorize_url, &fields)
}

/// Reads the answer of a token endpoint.
pub(crate) fn read_tokens(answer: &HttpAnswer) -> Result<TokenAnswer, Failure> {
    if !answer.is_success() {
        return Err(token_failure(answer));
    }
    let body = answer.json();
    let token = |pointer| {
        let token = text_at(&body, pointer).filter(|token| is_token(token));
        token.map(Secret::new)
    };
    let access_token = token("/access_token").ok_or_else(|| answer.failure(None))?;
    let life_secs = body.pointer("/expires_in").and_then(serde_json::Value::as_i64);
    let life_secs = life_secs.map(|secs| secs.clamp(0, MAX_LIFE_SECS));
    Ok(TokenAnswer {
        access_token,
        refresh_token: token("/refresh_token"),
        expires_at_ms: life_secs
            .map(|secs| answer.received_at_ms.saturating_add(secs.saturating_mul(1_000))),
        scope: text_at(&body, "/scope"),
        subject: text_at(&body, "/sub"),
    })
}

/// Reads the answer to a code exchange. An invalid code is a final refusal: there is no consent yet that could be gone.
pub(crate) fn read_exchange(
    answer: &HttpAnswer,
    check_scopes: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<TokenAnswer, Failure> {
    let tokens = match read_tokens(answer) {
        Err(Failure::ConsentGone) => return Err(Failure::refused("invalid_grant")),
        other => other?,
    };
    // A server may omit the scope if it granted exactly what was requested (RFC 6749, 5.1).
    if let Some(scope) = &tokens.scope {
        check_scopes(scope)?;
    }
    Ok(tokens)
}

/// Replaces the tokens by refreshed ones. Keeps the old refresh token unless a new one arrived.
pub(crate) fn replace(tokens: &mut GrantTokens, fresh: TokenAnswer) {
    tokens.access_token = fresh.access_token;
    tokens.expires_at_ms = fresh.expires_at_ms;
    if fresh.refresh_token.is_some() {
        tokens.refresh_token = fresh.refresh_token;
    }
}

impl TokenAnswer {
    pub(crate) fn into_grant(self) -> GrantTokens {
        GrantTokens {
            access_token: self.access_token,
            refresh_token: self.refresh_token,
            expires_at_ms: self.expires_at_ms,
            account: None,
            bluesky: None,
        }
    }
}

/// Reads the answer to a revocation. A token that was already invalid counts as revoked.
pub(crate) fn read_revoke(answer: &HttpAnswer) -> Result<(), Failure> {
    if answer.is_success() {
        return Ok(());
    }
    match text_at(&answer.json(), "/error").as_deref() {
        Some("invalid_token" | "invalid_grant") => Ok(()),
        _ => Err(token_failure(answer)),
    }
}

/// Classifies a refusal of a token endpoint (RFC 6749, 5.2).
pub(crate) fn token_failure(answer: &HttpAnswer) -> Failure {
    let code = text_at(&answer.json(), "/error");
    match (answer.status, code.as_deref()) {
        (400 | 401, Some("invalid_grant")) => Failure::ConsentGone,
        (400 | 401, Some("use_dpop_nonce")) => Failure::NonceRequired,
        // At a token endpoint, 401 rejects the client, not an expired token.
        (401, code) => Failure::refused(reason(code, "401")),
        (_, code) => answer.failure(code),
    }
}

/// HTTP Basic as OAuth 2 defines it: both parts are form-encoded first.
pub(crate) fn basic(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64.encode(format!("{}:{}", encoded(client_id), encoded(secret))))
}

/// Whether the text can be sent in a header as a token.
fn is_token(text: &str) -> bool {
    text.len() <= MAX_TOKEN_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW_MS, answer};

    #[test]
    fn tokens_are_read_with_their_expiry() {
        let body = r#"{"access_token":"a","refresh_token":"r","expires_in":3600,"scope":"x y"}"#;
        let tokens = read_tokens(&answer(200, body)).unwrap();
        assert_eq!(tokens.access_token.expose(), "a");
        assert_eq!(tokens.refresh_token.unwrap().expose(), "r");
        assert_eq!(tokens.expires_at_ms, Some(NOW_MS + 3_600_000));
        assert_eq!(tokens.scope.as_deref(), Some("x y"));
        let tokens = read_tokens(&answer(200, r#"{"access_token":"a","expires_in":-5}"#)).unwrap();
        assert_eq!(tokens.expires_at_ms, Some(NOW_MS));
    }

    #[test]
    fn answer_without_a_valid_token_has_an_unknown_outcome() {
        for body in ["", "[]", "{}", r#"{"access_token":7.5e}"#, r#"{"access_token":"a\r\nb"}"#] {
            let failure = read_tokens(&answer(200, body)).err();
            assert_eq!(failure, Some(Failure::Unknown { reason: "200".to_owned() }), "{body}");
        }
    }

    #[test]
    fn refused_refresh_distinguishes_lost_consent_from_rejected_client() {
        for (status, body, expected) in [
            (400, r#"{"error":"invalid_grant"}"#, Failure::ConsentGone),
            (401, r#"{"error":"invalid_client"}"#, Failure::refused("invalid_client")),
            (400, r#"{"error":"use_dpop_nonce"}"#, Failure::NonceRequired),
            (400, "{}", Failure::refused("400")),
            (500, "{}", Failure::Unknown { reason: "500".to_owned() }),
        ] {
            assert_eq!(read_tokens(&answer(status, body)).err(), Some(expected), "{body}");
        }
        let lost = answer(400, r#"{"error":"invalid_grant"}"#);
        let failure = read_exchange(&lost, |_| Ok(())).err();
        assert_eq!(failure, Some(Failure::refused("invalid_grant")));
    }

    #[test]
    fn revoking_an_invalid_token_succeeds() {
        assert_eq!(read_revoke(&answer(200, "")), Ok(()));
        assert_eq!(read_revoke(&answer(400, r#"{"error":"invalid_token"}"#)), Ok(()));
        assert_eq!(read_revoke(&answer(403, "{}")), Err(Failure::refused("403")));
    }
}
