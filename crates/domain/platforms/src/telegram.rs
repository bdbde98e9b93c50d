//! Telegram (contract 3.4). It has its own protocol, spoken by an external adapter that receives signed requests.
//!
//! Each request is a POST of `{"method", "params"}` to one URL with the headers of Standard Webhooks: `webhook-id`, the
//! same on every try, by which the adapter deduplicates and repeats its first answer; `webhook-timestamp` in Unix
//! seconds; and `webhook-signature`, `v1,` and the base64 HMAC-SHA256 of id, timestamp and raw body joined by full
//! stops. The answer is 200 with `{"result"}` or `{"error": {"code", "retry_after"?}}`.

mod adapter;

use serde_json::json;

use crate::{
    ConsentStep, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, IdentityStep,
    PendingConsent, Platform, PlatformKind, PostContent, PostReference, Secret, Sending,
    answer::text_at, content::MAX_TEXT_BYTES,
};

pub use adapter::{CodeAnswer, TelegramAdapter};

pub(crate) struct Telegram;

/// Longest message, in characters.
const MAX_MESSAGE_CHARS: usize = 4_096;

impl Platform for Telegram {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Telegram
    }

    fn required_scopes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Always refused: Telegram grants are made with [`TelegramAdapter`], not with a consent.
    fn consent(
        &self,
        _pending: &mut PendingConsent,
        _context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure> {
        Err(Failure::refused("no_consent"))
    }

    fn exchange_request(
        &self,
        _pending: &mut PendingConsent,
        _code: &Secret,
        _context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        Err(Failure::refused("no_consent"))
    }

    fn read_exchange(
        &self,
        _pending: &mut PendingConsent,
        _answer: &HttpAnswer,
    ) -> Result<GrantTokens, Failure> {
        Err(Failure::refused("no_consent"))
    }

    fn identity_request(
        &self,
        _tokens: &mut GrantTokens,
        _context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        Err(Failure::refused("no_identity"))
    }

    fn read_identity(
        &self,
        _tokens: &mut GrantTokens,
        _answer: &HttpAnswer,
    ) -> Result<IdentityStep, Failure> {
        Err(Failure::refused("no_identity"))
    }

    fn refresh_request(
        &self,
        _tokens: &mut GrantTokens,
        _context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        Err(Failure::ConsentGone)
    }

    fn read_refresh(&self, _tokens: &mut GrantTokens, _answer: &HttpAnswer) -> Result<(), Failure> {
        Err(Failure::ConsentGone)
    }

    fn revoke_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        // A new id on every try: revoking twice is harmless, and the adapter repeats its first answer to a known id.
        let id = format!("revoke_{}", crate::pkce::random_text(context.rng));
        let params = json!({ "session": tokens.access_token });
        adapter::request("invalidate_session", &params, &id, context)
    }

    fn read_revoke(&self, _tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        match adapter::read(answer) {
            Ok(_) | Err(Failure::ConsentGone) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    fn posts(&self, content: &PostContent) -> Result<Vec<String>, Failure> {
        let PostContent::Message { recipient, text } = content else {
            return Err(Failure::refused("not_a_message"));
        };
        if !is_recipient(recipient) {
            return Err(Failure::refused("bad_recipient"));
        }
        if text.trim().is_empty() {
            return Err(Failure::refused("empty_text"));
        }
        if text.len() > MAX_TEXT_BYTES || text.chars().count() > MAX_MESSAGE_CHARS {
            return Err(Failure::refused("text_too_long"));
        }
        Ok(vec![text.clone()])
    }

    fn send_request(
        &self,
        sending: &Sending<'_>,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let PostContent::Message { recipient, .. } = sending.content else {
            return Err(Failure::refused("not_a_message"));
        };
        let params = json!({
            "session": tokens.access_token, "recipient": recipient, "message": sending.piece,
        });
        adapter::request("send_message", &params, sending.key, context)
    }

    fn read_send(
        &self,
        _tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<PostReference, Failure> {
        let result = adapter::read(answer)?;
        Ok(PostReference { id: text_at(&result, "/message_id").unwrap_or_default(), cid: None })
    }

    /// The adapter deduplicates by `webhook-id`.
    fn may_repeat(&self) -> bool {
        true
    }
}

/// Whether the text is a phone number in E.164, or a user name with or without its at sign.
fn is_recipient(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('+') {
        return (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit());
    }
    let name = text.strip_prefix('@').unwrap_or(text);
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (4..=32).contains(&name.len())
        && name.bytes().all(known)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests;
