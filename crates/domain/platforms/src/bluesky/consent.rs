//! Steps to a consent: from the handle to the account's server, to its authorization server, to the pushed request.

use serde::{Deserialize, Serialize};

use super::{
    SCOPES, discovery,
    proof::{Proof, ProofKey},
    session::client_fields,
};
use crate::{
    BlueskySession, ConsentStep, Context, Failure, HttpAnswer, HttpRequest, PendingConsent,
    answer::text_at, http_request::with_query, oauth,
};

/// Progress of a consent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BlueskyConsent {
    pub(crate) did: Option<String>,
    pub(crate) handle: Option<String>,
    pds_url: Option<String>,
    issuer: Option<String>,
    pub(crate) session: Option<BlueskySession>,
    request_uri: Option<String>,
    has_retried: bool,
}

impl BlueskyConsent {
    /// Authorization server that asks the owner, once it is known.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }
}

/// Returns the next step.
pub(crate) fn next(
    pending: &mut PendingConsent,
    context: &mut Context<'_>,
) -> Result<ConsentStep, Failure> {
    // Taken out, so that the rest of `pending` can be borrowed beside it. It goes back even after a failure.
    let mut state = pending.bluesky.take().unwrap_or_default();
    let step = next_of(&mut state, pending, context);
    pending.bluesky = Some(state);
    step
}

fn next_of(
    state: &mut BlueskyConsent,
    pending: &PendingConsent,
    context: &mut Context<'_>,
) -> Result<ConsentStep, Failure> {
    let settings = context.settings;
    let client_id = settings.get("BLUESKY_CLIENT_ID")?;
    if let Some(handle) = &pending.account_hint {
        let Some(did) = &state.did else {
            return discovery::handle_request(handle, settings).map(ConsentStep::SendRequest);
        };
        let Some(pds_url) = &state.pds_url else {
            return discovery::identity_request(did, settings).map(ConsentStep::SendRequest);
        };
        if state.issuer.is_none() {
            return Ok(ConsentStep::SendRequest(discovery::resource_request(pds_url)));
        }
    }
    // Without a handle, the owner names the account at the authorization server.
    let issuer = match &state.issuer {
        Some(issuer) => issuer,
        None => state.issuer.insert(discovery::origin(settings.get("BLUESKY_BASE_URL")?)?),
    };
    let Some(session) = &mut state.session else {
        let request = discovery::metadata_request(issuer);
        // The operator configured this server, so its URL needs no guard.
        let is_guarded = pending.account_hint.is_some();
        return Ok(ConsentStep::SendRequest(HttpRequest { is_guarded, ..request }));
    };
    // `read` has no randomness, so it leaves the key empty.
    if session.proof_key.expose().is_empty() {
        session.proof_key = ProofKey::generate(context.rng);
    }
    match &state.request_uri {
        Some(request_uri) => {
            let fields = [("client_id", client_id), ("request_uri", request_uri)];
            Ok(ConsentStep::Visit(with_query(&session.authorization_url, &fields)))
        }
        None => pushed_request(session, pending, context).map(ConsentStep::SendRequest),
    }
}

/// Reads the answer to the request of [`next`].
pub(crate) fn read(pending: &mut PendingConsent, answer: &HttpAnswer) -> Result<(), Failure> {
    let with_handle = pending.account_hint.is_some();
    let Some(state) = &mut pending.bluesky else { return Err(Failure::refused("no_question")) };
    // The answer is to the first thing that is still unknown, in the order of `next_of`.
    if with_handle && state.did.is_none() {
        state.did = Some(discovery::read_handle(answer)?);
    } else if let (Some(did), None) = (&state.did, &state.pds_url) {
        let identity = discovery::read_identity(did, answer)?;
        state.pds_url = Some(identity.pds_url);
        state.handle =
            pending.account_hint.clone().filter(|hint| identity.handle.as_ref() == Some(hint));
        if state.handle.is_none() {
            // An account must claim its handle in turn; otherwise the handle may belong to another account.
            return Err(Failure::refused("handle_mismatch"));
        }
    } else if with_handle && state.issuer.is_none() {
        state.issuer = Some(discovery::read_resource(answer)?);
    } else if let (Some(issuer), None) = (&state.issuer, &state.session) {
        let found = discovery::read_metadata(issuer, answer)?;
        state.session = Some(BlueskySession {
            proof_key: crate::Secret::new(""),
            issuer: issuer.clone(),
            token_url: found.token,
            revocation_url: found.revoke,
            authorization_url: found.authorize,
            par_url: found.push,
            pds_url: None,
            is_verified: false,
            is_guarded: with_handle,
            issuer_nonce: None,
            pds_nonce: None,
        });
    } else if let Some(session) = &mut state.session {
        if let Some(nonce) = answer.header("dpop-nonce") {
            session.issuer_nonce = Some(nonce.to_owned());
        }
        let body = answer.json();
        match text_at(&body, "/request_uri").filter(|_| answer.is_success()) {
            Some(request_uri) => state.request_uri = Some(request_uri),
            None => match oauth::token_failure(answer) {
                Failure::NonceRequired if !state.has_retried => state.has_retried = true,
                Failure::NonceRequired => return Err(Failure::refused("use_dpop_nonce")),
                failure => return Err(failure),
            },
        }
    }
    Ok(())
}

fn pushed_request(
    session: &BlueskySession,
    pending: &PendingConsent,
    context: &mut Context<'_>,
) -> Result<HttpRequest, Failure> {
    let scope = SCOPES.join(" ");
    let challenge = pending.verifier.challenge();
    let mut fields = vec![
        ("response_type", "code"),
        ("redirect_uri", pending.redirect_uri.as_str()),
        ("scope", &scope),
        ("state", pending.state.expose()),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    if let Some(handle) = &pending.account_hint {
        fields.push(("login_hint", handle));
    }
    let own = client_fields(&session.issuer, context)?;
    fields.extend(own.iter().map(|(name, value)| (*name, value.as_str())));
    let proof = Proof {
        method: "POST",
        url: &session.par_url,
        nonce: session.issuer_nonce.as_deref(),
        access_token: None,
    };
    let proof = ProofKey::parse(&session.proof_key)?.prove(&proof, context.now_ms, context.rng)?;
    let request = HttpRequest::post_form(session.par_url.clone(), &fields).with("dpop", proof);
    Ok(HttpRequest { is_guarded: session.is_guarded, ..request })
}
