//! Exchanges an owner's code for tokens and stores them as a grant.

use edge_kit::RequestContext;
use platform_grants::{ClaimedConsent, GrantStore, PlatformClient, SignInState, StoreOutcome};
use platforms::{Failure, GrantTokens, IdentityStep, PendingConsent, PlatformKind, Secret};
use runtime::log::{self, events::RelayUserEvent};

use super::{
    failure::{already_stored, is_transient, not_begun, refusal},
    input::ReturnedCodeIn,
};
use crate::{
    error::{RelayError, RelayResult},
    users::session::LoggedInUser,
};

/// Maximum number of identity requests; Bluesky needs two.
const MAX_IDENTITY_REQUESTS: usize = 4;

/// Parameters that the owner's browser or app returned.
pub(crate) struct ReturnedCode {
    pub(crate) code: Secret,
    /// Ties the code to the start of its consent. The contract's clients omit it.
    pub(crate) state: Option<String>,
    /// PKCE verifier, sent by Twitter's clients.
    pub(crate) verifier: Option<Secret>,
    /// Issuer, sent by Bluesky's servers (RFC 9207).
    pub(crate) issuer: Option<String>,
}

impl ReturnedCode {
    /// Returns what a client sent; 422 if the list of scopes is incomplete.
    pub(crate) fn of(platform: PlatformKind, input: ReturnedCodeIn) -> RelayResult<Self> {
        let ReturnedCodeIn { code, code_verifier: verifier, iss: issuer, scope, state } = input;
        if let Some(granted) = scope {
            let checked = platforms::of(platform).check_scopes(&granted);
            checked.map_err(|failure| refusal(&failure))?;
        }
        Ok(Self { code, state, verifier, issuer })
    }
}

/// Exchanges the code, finds the tokens' account, and stores them. After a failure nothing is stored; if the platform
/// was at fault, the consent can be used again.
pub(crate) async fn exchange(
    context: &RequestContext,
    grants: &GrantStore,
    user: &LoggedInUser,
    platform: PlatformKind,
    returned: ReturnedCode,
) -> RelayResult<()> {
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    let state = returned.state.as_deref();
    // Claimed before the platform is called, so that only one of two requests exchanges a consent.
    let taken = grants.claim_consent(account_id, user_id, platform, state, context.now_ms).await?;
    let begun = taken.ok_or_else(not_begun)?;
    let SignInState::Consent(pending) = &begun.pending else { return Err(not_begun()) };
    let mut pending = pending.clone();
    if !matches_consent(&pending, &returned) {
        return Err(not_begun());
    }
    match tokens(grants.client(), &mut pending, &returned.code).await {
        Ok(tokens) => store(context, grants, user, platform, &tokens, &begun.data_key_id).await,
        Err(failure) => Err(failed_exchange(grants, user, &begun, &failure).await),
    }
}

/// Stores tokens with their account as a grant.
pub(crate) async fn store(
    context: &RequestContext,
    grants: &GrantStore,
    user: &LoggedInUser,
    platform: PlatformKind,
    tokens: &GrantTokens,
    data_key_id: &str,
) -> RelayResult<()> {
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    let storing = grants.store(account_id, user_id, platform, tokens, data_key_id, context.now_ms);
    match storing.await? {
        StoreOutcome::Stored => Ok(()),
        // The tokens are not revoked: with them the platform would end the other user's consent.
        StoreOutcome::Taken => Err(already_stored()),
        StoreOutcome::Withdrawn => Err(not_begun()),
    }
}

/// Returns the answer to a failure. If the platform was at fault, puts the consent back first.
pub(crate) async fn failed_exchange(
    grants: &GrantStore,
    user: &LoggedInUser,
    begun: &ClaimedConsent,
    failure: &Failure,
) -> RelayError {
    let platform = begun.pending.platform().as_str();
    log::write(&RelayUserEvent::GrantNotMade { platform: &platform, error: failure });
    if is_transient(failure) {
        let put_back = grants.restore_consent(&user.account_id, &user.user_id, begun).await;
        if let Err(fault) = put_back {
            return fault.into();
        }
    }
    refusal(failure)
}

fn matches_consent(pending: &PendingConsent, returned: &ReturnedCode) -> bool {
    let verifier = returned.verifier.as_ref();
    verifier.is_none_or(|verifier| {
        identity::constant_time_equal(pending.verifier.expose(), verifier.expose())
    }) && pending.is_issuer(returned.issuer.as_deref())
}

async fn tokens(
    client: &PlatformClient,
    pending: &mut PendingConsent,
    code: &Secret,
) -> Result<GrantTokens, Failure> {
    let platform = platforms::of(pending.kind);
    let exchanged = client.settle(
        pending,
        |pending, context| platform.exchange_request(pending, code, context),
        |pending, answer| platform.read_exchange(pending, answer),
    );
    let mut tokens = exchanged.await?;
    for _ in 0..MAX_IDENTITY_REQUESTS {
        let asked = client.settle(
            &mut tokens,
            |tokens, context| platform.identity_request(tokens, context),
            |tokens, answer| platform.read_identity(tokens, answer),
        );
        if asked.await? == IdentityStep::Known {
            return Ok(tokens);
        }
    }
    Err(Failure::no_answer())
}
