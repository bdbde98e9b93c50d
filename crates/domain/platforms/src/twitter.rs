//! Twitter (contract 3.4): OAuth 2 with PKCE, posts of weight 280, threads of replies.

mod weight;

use serde_json::json;

use crate::{
    Account, ConsentStep, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, IdentityStep,
    PendingConsent, Platform, PlatformKind, PlatformSettings, PostContent, PostReference, Secret,
    Sending,
    answer::text_at,
    failure::reason,
    http_request::join,
    oauth,
    split::{Limit, posts},
};

pub(crate) use weight::weight;

pub(crate) struct Twitter;

pub(crate) const LIMIT: Limit = Limit { max: 280, reserved: 0, measure: weight };

impl Platform for Twitter {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Twitter
    }

    fn required_scopes(&self) -> &'static [&'static str] {
        &["tweet.write", "users.read", "tweet.read", "offline.access"]
    }

    fn consent(
        &self,
        pending: &mut PendingConsent,
        context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure> {
        let settings = context.settings;
        let client = settings.get("TWITTER_CLIENT_ID")?;
        let url = settings.get("TWITTER_AUTHORIZE_URL")?;
        let url = oauth::consent_url(url, client, self.required_scopes(), pending, &[]);
        Ok(ConsentStep::Visit(url))
    }

    fn exchange_request(
        &self,
        pending: &mut PendingConsent,
        code: &Secret,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &pending.redirect_uri),
            ("code_verifier", pending.verifier.expose()),
        ];
        as_client("TWITTER_TOKEN_URL", &fields, context.settings)
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
        let url = join(context.settings.get("TWITTER_API_BASE_URL")?, "/2/users/me");
        Ok(HttpRequest::get(url).bearer(tokens.access_token.expose()))
    }

    fn read_identity(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<IdentityStep, Failure> {
        let body = answer.json();
        let known = text_at(&body, "/data/id").zip(text_at(&body, "/data/username"));
        let (id, name) =
            known.filter(|_| answer.is_success()).ok_or_else(|| answer.failure(None))?;
        tokens.account = Some(Account { id, name });
        Ok(IdentityStep::Known)
    }

    fn refresh_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let refresh_token = tokens.refresh_token.as_ref().ok_or(Failure::ConsentGone)?;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
        as_client("TWITTER_TOKEN_URL", &fields, context.settings)
    }

    fn read_refresh(&self, tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        let fresh = match oauth::read_tokens(answer) {
            // Twitter's code for a refresh token that is no longer valid.
            Err(Failure::Refused { reason }) if reason == "invalid_request" => {
                return Err(Failure::ConsentGone);
            }
            other => other?,
        };
        oauth::replace(tokens, fresh);
        Ok(())
    }

    fn revoke_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let (token, hint) = match &tokens.refresh_token {
            Some(token) => (token, "refresh_token"),
            None => (&tokens.access_token, "access_token"),
        };
        let fields = [("token", token.expose()), ("token_type_hint", hint)];
        as_client("TWITTER_REVOKE_URL", &fields, context.settings)
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
        let url = join(context.settings.get("TWITTER_API_BASE_URL")?, "/2/tweets");
        let body = match sending.before.last() {
            None => json!({ "text": sending.piece }),
            Some(last) => {
                json!({ "text": sending.piece, "reply": { "in_reply_to_tweet_id": last.id } })
            }
        };
        Ok(HttpRequest::post_json(url, &body).bearer(tokens.access_token.expose()))
    }

    fn read_send(
        &self,
        _tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<PostReference, Failure> {
        let body = answer.json();
        if answer.is_success() {
            // The post was published even without an id; it only cannot be replied to.
            return Ok(PostReference {
                id: text_at(&body, "/data/id").unwrap_or_default(),
                cid: None,
            });
        }
        let detail = text_at(&body, "/detail").unwrap_or_default();
        if answer.status == 403 && detail.contains("duplicate content") {
            return Err(Failure::refused("duplicate_content"));
        }
        let title = text_at(&body, "/title");
        Err(answer.failure(Some(&reason(title.as_deref(), &answer.status.to_string()))))
    }

    fn may_repeat(&self) -> bool {
        false
    }
}

/// Builds a form for an endpoint that authenticates the client: by HTTP Basic if it has a secret.
fn as_client(
    endpoint: &'static str,
    fields: &[(&str, &str)],
    settings: &PlatformSettings,
) -> Result<HttpRequest, Failure> {
    let client = settings.get("TWITTER_CLIENT_ID")?;
    let url = settings.get(endpoint)?.to_owned();
    let mut fields = fields.to_vec();
    fields.push(("client_id", client));
    let request = HttpRequest::post_form(url, &fields);
    Ok(match settings.find("TWITTER_CLIENT_SECRET") {
        Some(secret) => request.with("authorization", oauth::basic(client, secret)),
        None => request,
    })
}

#[cfg(test)]
mod tests;
