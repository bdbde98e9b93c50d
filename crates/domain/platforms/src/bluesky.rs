//! Bluesky (contract 3.4): OAuth with pushed authorization requests and proofs of possession; posts of 300 graphemes,
//! stored as records in the account's own repository.

mod client_metadata;
mod consent;
mod discovery;
mod proof;
mod record;
mod session;

use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    Account, ConsentStep, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, IdentityStep,
    PendingConsent, Platform, PlatformKind, PostContent, PostReference, Secret, Sending,
    answer::text_at,
    oauth,
    split::{Limit, posts},
};

pub use client_metadata::{ClientMetadata, client_metadata};
pub(crate) use consent::BlueskyConsent;

pub(crate) struct Bluesky;

pub(crate) const LIMIT: Limit = Limit { max: 300, reserved: 10, measure: length };

const SCOPES: &[&str] = &["atproto", "transition:generic"];

impl Platform for Bluesky {
    fn kind(&self) -> PlatformKind {
        PlatformKind::Bluesky
    }

    fn required_scopes(&self) -> &'static [&'static str] {
        SCOPES
    }

    fn consent(
        &self,
        pending: &mut PendingConsent,
        context: &mut Context<'_>,
    ) -> Result<ConsentStep, Failure> {
        consent::next(pending, context)
    }

    fn read_consent(
        &self,
        pending: &mut PendingConsent,
        answer: &HttpAnswer,
    ) -> Result<(), Failure> {
        consent::read(pending, answer)
    }

    fn exchange_request(
        &self,
        pending: &mut PendingConsent,
        code: &Secret,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let session = pending.bluesky.as_ref().and_then(|state| state.session.as_ref());
        let session = session.ok_or_else(|| Failure::refused("no_session"))?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &pending.redirect_uri),
            ("code_verifier", pending.verifier.expose()),
        ];
        session::issuer_request(session, &session.token_url, &fields, context)
    }

    fn read_exchange(
        &self,
        pending: &mut PendingConsent,
        answer: &HttpAnswer,
    ) -> Result<GrantTokens, Failure> {
        let state = pending.bluesky.as_mut().ok_or_else(|| Failure::refused("no_session"))?;
        let session = state.session.as_mut().ok_or_else(|| Failure::refused("no_session"))?;
        // Kept before the answer is judged: the refusal that demands a nonce also brings it.
        if let Some(nonce) = answer.header("dpop-nonce") {
            session.issuer_nonce = Some(nonce.to_owned());
        }
        let tokens = oauth::read_exchange(answer, |granted| self.check_scopes(granted))?;
        let did = tokens.subject.clone().filter(|did| discovery::is_did(did));
        let did = did.ok_or_else(|| Failure::refused("no_account"))?;
        // The consenting account must be the one that the handle named.
        if state.did.as_ref().is_some_and(|expected| *expected != did) {
            return Err(Failure::refused("account_mismatch"));
        }
        let mut grant = tokens.into_grant();
        grant.account = Some(Account { name: did.clone(), id: did });
        grant.bluesky = Some(session.clone());
        Ok(grant)
    }

    /// Requests the account's document first, which names its server; then that server's metadata, which must name the
    /// issuer that granted the consent.
    fn identity_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        match &session::of(tokens)?.pds_url {
            Some(pds_url) => Ok(discovery::resource_request(pds_url)),
            None => discovery::identity_request(&account(tokens)?.id, context.settings),
        }
    }

    fn read_identity(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<IdentityStep, Failure> {
        let did = account(tokens)?.id.clone();
        let session = tokens.bluesky.as_mut().ok_or_else(|| Failure::refused("no_session"))?;
        if session.pds_url.is_none() {
            let identity = discovery::read_identity(&did, answer)?;
            session.pds_url = Some(identity.pds_url);
            if let (Some(account), Some(handle)) = (&mut tokens.account, identity.handle) {
                account.name = handle;
            }
            return Ok(IdentityStep::More);
        }
        if discovery::read_resource(answer)? != session.issuer {
            return Err(Failure::refused("issuer_mismatch"));
        }
        session.is_verified = true;
        Ok(IdentityStep::Known)
    }

    fn refresh_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let session = session::of(tokens)?;
        let refresh_token = tokens.refresh_token.as_ref().ok_or(Failure::ConsentGone)?;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
        session::issuer_request(session, &session.token_url, &fields, context)
    }

    fn read_refresh(&self, tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        session::keep_issuer_nonce(tokens, answer);
        let fresh = oauth::read_tokens(answer)?;
        if fresh
            .subject
            .as_ref()
            .is_some_and(|did| account(tokens).is_ok_and(|known| known.id != *did))
        {
            return Err(Failure::refused("account_mismatch"));
        }
        oauth::replace(tokens, fresh);
        Ok(())
    }

    fn revoke_request(
        &self,
        tokens: &mut GrantTokens,
        context: &mut Context<'_>,
    ) -> Result<HttpRequest, Failure> {
        let session = session::of(tokens)?;
        let url = session.revocation_url.as_deref();
        let url = url.ok_or_else(|| Failure::refused("no_revocation"))?;
        let token = tokens.refresh_token.as_ref().unwrap_or(&tokens.access_token);
        session::issuer_request(session, url, &[("token", token.expose())], context)
    }

    fn read_revoke(&self, tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
        session::keep_issuer_nonce(tokens, answer);
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
        if !session::of(tokens)?.is_verified {
            return Err(Failure::refused("no_account"));
        }
        let body = json!({
            "repo": account(tokens)?.id,
            "collection": record::COLLECTION,
            "rkey": record::record_key(sending),
            "record": record::record(sending),
        });
        // Creating an existing record is an error; putting the same record again changes nothing.
        let method = if sending.is_repeat { "putRecord" } else { "createRecord" };
        session::pds_request(tokens, &format!("/xrpc/com.atproto.repo.{method}"), &body, context)
    }

    fn read_send(
        &self,
        tokens: &mut GrantTokens,
        answer: &HttpAnswer,
    ) -> Result<PostReference, Failure> {
        session::read_pds(tokens, answer)?;
        let body = answer.json();
        // A reply names both parts of a post's reference, so half a reference counts as none.
        let reference = text_at(&body, "/uri").zip(text_at(&body, "/cid")).unzip();
        Ok(PostReference { id: reference.0.unwrap_or_default(), cid: reference.1 })
    }

    fn may_repeat(&self) -> bool {
        true
    }
}

/// Maximum bytes of a post.
const MAX_BYTES: usize = 3_000;

/// Length in graphemes, or the post's share of the byte limit scaled to graphemes if that is larger.
pub(crate) fn length(text: &str) -> usize {
    let by_bytes = text.len().saturating_mul(LIMIT.max).div_ceil(MAX_BYTES);
    text.graphemes(true).count().max(by_bytes)
}

fn account(tokens: &GrantTokens) -> Result<&Account, Failure> {
    tokens.account.as_ref().ok_or_else(|| Failure::refused("no_account"))
}

#[cfg(test)]
mod tests;
