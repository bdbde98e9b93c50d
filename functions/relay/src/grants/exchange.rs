//! From the code that an owner came back with to their tokens in the vault.

use edge_kit::RequestContext;
use http::StatusCode;
use platforms::{Failure, GrantTokens, IdentityStep, PendingConsent, PlatformKind, Secret};
use runtime::log;
use vault::{Begun, Pending, PlatformClient, Stored, Vault};

use super::{
    failure::{is_transient, refusal},
    fields::Fields,
    start::already_stored,
};
use crate::{
    error::{RelayError, RelayResult},
    users::session::LoggedIn,
};

/// Bluesky needs two.
const MAX_IDENTITY_REQUESTS: usize = 4;

/// What an owner came back with.
pub(crate) struct Returned {
    pub(crate) code: Secret,
    /// What ties it to its beginning. The contract's clients leave it out.
    pub(crate) state: Option<String>,
    /// Twitter's clients bring it.
    pub(crate) verifier: Option<Secret>,
    /// Bluesky's servers say who they are (RFC 9207).
    pub(crate) issuer: Option<String>,
}

impl Returned {
    /// Reads what a client brings. 400 where something is missing, 422 where its list of scopes lacks one.
    pub(crate) fn read(platform: PlatformKind, fields: &Fields) -> RelayResult<Self> {
        let code = fields.secret("code")?;
        let verifier = match platform {
            PlatformKind::Twitter => Some(fields.secret("code_verifier")?),
            _ => None,
        };
        let issuer = match platform {
            PlatformKind::Bluesky => Some(fields.get("iss")?),
            _ => None,
        };
        if let Some(granted) = fields.find("scope")? {
            let checked = platforms::of(platform).check_scopes(&granted);
            checked.map_err(|failure| refusal(&failure))?;
        }
        Ok(Self { code, state: fields.find("state")?, verifier, issuer })
    }
}

/// Exchanges the code, asks whose the tokens are, and stores them. Whatever fails, nothing is stored; if it was the
/// platform's fault, the consent may be used again.
pub(crate) async fn exchange(
    context: &RequestContext,
    vault: &Vault,
    user: &LoggedIn,
    platform: PlatformKind,
    returned: Returned,
) -> RelayResult<()> {
    let (account_id, user_id) = (&user.account_id, user.user_id.as_str());
    let state = returned.state.as_deref();
    let taken = vault.take(account_id, user_id, platform, state, context.now_ms).await?;
    let begun = taken.ok_or_else(not_begun)?;
    let Pending::Consent(pending) = &begun.pending else { return Err(not_begun()) };
    let mut pending = pending.clone();
    if !fits(&pending, &returned) {
        return Err(not_begun());
    }
    match tokens(vault.client(), &mut pending, &returned.code).await {
        Ok(tokens) => store(context, vault, user, platform, &tokens, &begun.data_key_id).await,
        Err(failure) => Err(refused(vault, user, &begun, &failure).await),
    }
}

/// Puts tokens with their account into the vault.
pub(crate) async fn store(
    context: &RequestContext,
    vault: &Vault,
    user: &LoggedIn,
    platform: PlatformKind,
    tokens: &GrantTokens,
    data_key_id: &str,
) -> RelayResult<()> {
    let (account_id, user_id) = (&user.account_id, user.user_id.as_str());
    let storing = vault.store(account_id, user_id, platform, tokens, data_key_id, context.now_ms);
    match storing.await? {
        Stored::Stored => Ok(()),
        // The tokens are not given back: a platform would end the other user's consent with them.
        Stored::Taken => Err(already_stored()),
        Stored::Withdrawn => Err(not_begun()),
    }
}

/// What the client is told of a failure, after which the consent is there again if it was the platform's fault.
pub(crate) async fn refused(
    vault: &Vault,
    user: &LoggedIn,
    begun: &Begun,
    failure: &Failure,
) -> RelayError {
    let platform = begun.pending.platform().as_str();
    let fields = [
        ("account.id", user.account_id.as_str()),
        ("platform", platform),
        ("error", &failure.to_string()),
    ];
    log::warn("a grant was not made", &fields);
    if is_transient(failure) {
        let put_back = vault.put_back(&user.account_id, &user.user_id, begun).await;
        if let Err(fault) = put_back {
            return fault.into();
        }
    }
    refusal(failure)
}

/// 403: nothing is under way that this could belong to.
pub(crate) fn not_begun() -> RelayError {
    RelayError::text(StatusCode::FORBIDDEN, "no such consent")
}

fn fits(pending: &PendingConsent, returned: &Returned) -> bool {
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
