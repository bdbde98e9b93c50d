//! Requests within a session: signed with its key and carrying the last nonce.

use super::proof::{Proof, ProofKey};
use crate::{
    BlueskySession, Context, Failure, GrantTokens, HttpAnswer, HttpRequest, Secret, answer::text_at,
};

/// Returns the Bluesky session of the tokens; refused if they have none.
pub(crate) fn of(tokens: &GrantTokens) -> Result<&BlueskySession, Failure> {
    tokens.bluesky.as_ref().ok_or_else(|| Failure::refused("no_session"))
}

/// Returns the fields by which a client identifies itself in every form: its id, and an assertion if it has a key.
pub(crate) fn client_fields(
    issuer: &str,
    context: &mut Context<'_>,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let client_id = context.settings.get("BLUESKY_CLIENT_ID")?;
    let mut fields = vec![("client_id", client_id.to_owned())];
    if let Some(key) = context.settings.find("BLUESKY_CLIENT_KEY") {
        let key = ProofKey::parse(&Secret::new(key))?;
        let assertion = key.assert(client_id, issuer, context.now_ms, context.rng)?;
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        fields.push(("client_assertion_type", kind.to_owned()));
        fields.push(("client_assertion", assertion));
    }
    Ok(fields)
}

/// Builds a form request to the authorization server.
pub(crate) fn issuer_request(
    session: &BlueskySession,
    url: &str,
    fields: &[(&str, &str)],
    context: &mut Context<'_>,
) -> Result<HttpRequest, Failure> {
    let own = client_fields(&session.issuer, context)?;
    let mut fields = fields.to_vec();
    fields.extend(own.iter().map(|(name, value)| (*name, value.as_str())));
    let nonce = session.issuer_nonce.as_deref();
    let proof = Proof { method: "POST", url, nonce, access_token: None };
    let proof = ProofKey::parse(&session.proof_key)?.prove(&proof, context.now_ms, context.rng)?;
    let request = HttpRequest::post_form(url.to_owned(), &fields).with("dpop", proof);
    Ok(HttpRequest { is_guarded: session.is_guarded, ..request })
}

/// Builds an XRPC call to the account's own server.
pub(crate) fn pds_request(
    tokens: &GrantTokens,
    path: &str,
    body: &serde_json::Value,
    context: &mut Context<'_>,
) -> Result<HttpRequest, Failure> {
    let session = of(tokens)?;
    let pds_url = session.pds_url.as_deref().ok_or_else(|| Failure::refused("no_account"))?;
    let url = crate::http_request::join(pds_url, path);
    let proof = Proof {
        method: "POST",
        url: &url,
        nonce: session.pds_nonce.as_deref(),
        access_token: Some(&tokens.access_token),
    };
    let proof = ProofKey::parse(&session.proof_key)?.prove(&proof, context.now_ms, context.rng)?;
    Ok(HttpRequest::post_json(url, body)
        .with("authorization", format!("DPoP {}", tokens.access_token.expose()))
        .with("dpop", proof)
        .guarded())
}

/// Stores the nonce from an answer of the authorization server.
pub(crate) fn keep_issuer_nonce(tokens: &mut GrantTokens, answer: &HttpAnswer) {
    if let (Some(session), Some(nonce)) = (&mut tokens.bluesky, answer.header("dpop-nonce")) {
        session.issuer_nonce = Some(nonce.to_owned());
    }
}

/// Stores the nonce from an answer of the account's own server, and classifies a refusal.
pub(crate) fn read_pds(tokens: &mut GrantTokens, answer: &HttpAnswer) -> Result<(), Failure> {
    // Kept before the answer is judged: the refusal that demands a nonce also brings it.
    if let (Some(session), Some(nonce)) = (&mut tokens.bluesky, answer.header("dpop-nonce")) {
        session.pds_nonce = Some(nonce.to_owned());
    }
    if answer.is_success() {
        return Ok(());
    }
    let code = text_at(&answer.json(), "/error");
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    let says = |word: &str| code.as_deref() == Some(word) || challenge.contains(word);
    Err(match answer.status {
        400 | 401 if says("use_dpop_nonce") => Failure::NonceRequired,
        400 | 401 if says("ExpiredToken") || says("invalid_token") || says("InvalidToken") => {
            Failure::TokenExpired
        }
        _ => answer.failure(code.as_deref()),
    })
}
