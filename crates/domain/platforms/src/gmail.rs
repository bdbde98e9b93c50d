//! Gmail (contract 3.4): OAuth 2 for servers, one message per publication.

mod mime;

use base64::{Engine, engine::general_purpose::URL_SAFE as BASE64URL};
use serde_json::json;

use crate::{
    Account, ConsentStep, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, IdentityStep,
    PendingConsent, Platform, PlatformKind, PostContent, PostReference, Secret, Sending,
    answer::text_at, http_request::join, oauth,
};

pub(crate) struct Gmail;

impl Platform for Gmail {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Gmail
    }

    fn required_scopes(&self) -> &'static [&'static str] {
        &[
            "openid",
            "https://www.googleapis.com/auth/gmail.send",
            "https://www.googleapis.com/auth/userinfo.profile",
            "https://www.googleapis.com/auth/userinfo.email",
        ]
    }

    fn consent(
        &self,
        pending: &mut PendingConsent,
        context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure> {
        let settings = context.settings;
        let client = settings.get("GMAIL_CLIENT_ID")?;
        let url = settings.get("GMAIL_AUTHORIZE_URL")?;
        // Google issues a refresh token only for offline access, and again only if the owner is prompted again.
        let offline = [("access_type", "offline"), ("prompt", "consent")];
        let url = oauth::consent_url(url, client, self.required_scopes(), pending, &offline);
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
            ("client_id", settings.get("GMAIL_CLIENT_ID")?),
            ("client_secret", settings.get("GMAIL_CLIENT_SECRET")?),
        ];
        Ok(HttpRequest::post_form(settings.get("GMAIL_TOKEN_URL")?.to_owned(), &fields))
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
        let url = context.settings.get("GMAIL_USERINFO_URL")?.to_owned();
        Ok(HttpRequest::get(url).bearer(tokens.access_token.expose()))
    }

    fn read_identity(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<IdentityStep, Failure> {
        let body = answer.json();
        let email = text_at(&body, "/email").filter(|_| answer.is_success());
        let id = email.ok_or_else(|| answer.failure(None))?;
        // The name appears in a header of sent mail, so control characters are removed and its length is limited.
        let name = text_at(&body, "/name").unwrap_or_default();
        let name = name.chars().filter(|c| !c.is_control()).take(100).collect();
        tokens.account = Some(Account { id, name });
        Ok(IdentityStep::Known)
    }

    fn refresh_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let settings = context.settings;
        let refresh_token = tokens.refresh_token.as_ref().ok_or(Failure::ConsentGone)?;
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose()),
            ("client_id", settings.get("GMAIL_CLIENT_ID")?),
            ("client_secret", settings.get("GMAIL_CLIENT_SECRET")?),
        ];
        Ok(HttpRequest::post_form(settings.get("GMAIL_TOKEN_URL")?.to_owned(), &fields))
    }

    fn read_refresh(&self, tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        oauth::replace(tokens, oauth::read_tokens(answer)?);
        Ok(())
    }

    /// Revokes the refresh token if there is one, since it lives longer. Revoking either token ends the consent.
    fn revoke_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let token = tokens.refresh_token.as_ref().unwrap_or(&tokens.access_token);
        let url = context.settings.get("GMAIL_REVOKE_URL")?.to_owned();
        Ok(HttpRequest::post_form(url, &[("token", token.expose())]))
    }

    fn read_revoke(&self, _tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        oauth::read_revoke(answer)
    }

    fn posts(&self, content: &PostContent) -> Result<Vec<String>, Failure> {
        let PostContent::Email(email) = content else {
            return Err(Failure::refused("not_an_email"));
        };
        mime::check(email)?;
        Ok(vec![email.body.clone()])
    }

    fn send_request(
        &self,
        sending: &Sending<'_>,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let PostContent::Email(email) = sending.content else {
            return Err(Failure::refused("not_an_email"));
        };
        let account = tokens.account.as_ref().ok_or(Failure::refused("no_account"))?;
        let raw = BASE64URL.encode(mime::message(email, account)?);
        let url = context.settings.get("GMAIL_API_BASE_URL")?;
        let url = join(url, "/gmail/v1/users/me/messages/send");
        Ok(HttpRequest::post_json(url, &json!({ "raw": raw })).bearer(tokens.access_token.expose()))
    }

    fn read_send(
        &self,
        _tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<PostReference, Failure> {
        let body = answer.json();
        if answer.is_success() {
            return Ok(PostReference { id: text_at(&body, "/id").unwrap_or_default(), cid: None });
        }
        let code =
            text_at(&body, "/error/errors/0/reason").or_else(|| text_at(&body, "/error/status"));
        match (answer.status, code.as_deref()) {
            (403, Some("rateLimitExceeded" | "userRateLimitExceeded")) => {
                Err(Failure::SlowDown { retry_after_ms: None })
            }
            (403, Some("insufficientPermissions" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT")) => {
                Err(Failure::ScopeMissing)
            }
            (_, code) => Err(answer.failure(code)),
        }
    }

    fn may_repeat(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
