//! Mastodon (contract 3.4): OAuth 2 at one instance, posts of 500 characters, threads of replies, tokens that do not
//! expire.

use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    Account, ConsentStep, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, IdentityStep,
    PendingConsent, Platform, PlatformKind, PlatformSettings, PostContent, PostReference, Secret,
    Sending,
    answer::text_at,
    http_request::join,
    links::links,
    oauth,
    split::{Limit, posts},
};

pub(crate) struct Mastodon;

pub(crate) const LIMIT: Limit = Limit { max: 500, reserved: 10, measure: length };

/// Length of every link, whatever its real length.
const LINK_LENGTH: usize = 23;

impl Platform for Mastodon {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Mastodon
    }

    fn required_scopes(&self) -> &'static [&'static str] {
        &["profile", "write:statuses", "write:media"]
    }

    fn consent(
        &self,
        pending: &mut PendingConsent,
        context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure> {
        let client = context.settings.get("MASTODON_CLIENT_ID")?;
        let url = endpoint(context.settings, "/oauth/authorize")?;
        let url = oauth::consent_url(&url, client, self.required_scopes(), pending, &[]);
        Ok(ConsentStep::Visit(url))
    }

    fn exchange_request(
        &self,
        pending: &mut PendingConsent,
        code: &Secret,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let settings = context.settings;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &pending.redirect_uri),
            ("code_verifier", pending.verifier.expose()),
            ("client_id", settings.get("MASTODON_CLIENT_ID")?),
            ("client_secret", settings.get("MASTODON_CLIENT_SECRET")?),
        ];
        Ok(HttpRequest::post_form(endpoint(settings, "/oauth/token")?, &fields))
    }

    fn read_exchange(
        &self,
        _pending: &mut PendingConsent,
        answer: &HttpAnswer,
    ) -> Result<GrantTokens, Failure> {
        let tokens = oauth::read_exchange(answer, |granted| self.check_scopes(granted))?;
        Ok(tokens.into_grant())
    }

    fn identity_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let url = endpoint(context.settings, "/oauth/userinfo")?;
        Ok(HttpRequest::get(url).bearer(tokens.access_token.expose()))
    }

    fn read_identity(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<IdentityStep, Failure> {
        let body = answer.json();
        let known = text_at(&body, "/sub").zip(text_at(&body, "/preferred_username"));
        let (id, name) =
            known.filter(|_| answer.is_success()).ok_or_else(|| answer.failure(None))?;
        tokens.account = Some(Account { id, name });
        Ok(IdentityStep::Known)
    }

    /// Mastodon's tokens do not expire, so a refused token was revoked.
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
        let settings = context.settings;
        let fields = [
            ("client_id", settings.get("MASTODON_CLIENT_ID")?),
            ("client_secret", settings.get("MASTODON_CLIENT_SECRET")?),
            ("token", tokens.access_token.expose()),
        ];
        Ok(HttpRequest::post_form(endpoint(settings, "/oauth/revoke")?, &fields))
    }

    fn read_revoke(&self, _tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        oauth::read_revoke(answer)
    }

    fn posts(&self, content: &PostContent) -> Result<Vec<String>, Failure> {
        posts(content, &LIMIT)
    }

    fn send_request(
        &self,
        sending: &Sending<'_>,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let url = endpoint(context.settings, "/api/v1/statuses")?;
        let mut body = json!({ "status": sending.piece });
        if let (Some(last), Some(fields)) = (sending.before.last(), body.as_object_mut()) {
            fields.insert("in_reply_to_id".to_owned(), json!(last.id));
        }
        // The instance answers a repeated key with the same post for an hour.
        let key = format!("{}-{}", sending.key, sending.before.len());
        Ok(HttpRequest::post_json(url, &body)
            .bearer(tokens.access_token.expose())
            .with("idempotency-key", key))
    }

    fn read_send(
        &self,
        _tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<PostReference, Failure> {
        if answer.is_success() {
            let id = text_at(&answer.json(), "/id").unwrap_or_default();
            return Ok(PostReference { id, cid: None });
        }
        Err(answer.failure(None))
    }

    fn may_repeat(&self) -> bool {
        true
    }
}

/// Length in graphemes, with each link counted as 23.
pub(crate) fn length(text: &str) -> usize {
    let count = |text: &str| text.graphemes(true).count();
    let mut total = 0_usize;
    let mut at = 0;
    for link in links(text) {
        let before = count(text.get(at..link.start).unwrap_or_default());
        total = total.saturating_add(before).saturating_add(LINK_LENGTH);
        at = link.end;
    }
    total.saturating_add(count(text.get(at..).unwrap_or_default()))
}

fn endpoint(settings: &PlatformSettings, path: &str) -> Result<String, Failure> {
    Ok(join(settings.get("MASTODON_BASE_URL")?, path))
}

#[cfg(test)]
mod tests;
