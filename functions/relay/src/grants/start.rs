//! `POST /v2/users/{uid}/platforms/{platform}/protocols/{protocol}` (contract 2.1): start of a grant.

use axum::Json;
use edge_kit::RequestContext;
use http::Uri;
use platform_grants::{GrantStore, PlatformClient, SignInState};
use platforms::{ConsentStep, Failure, PendingConsent, PlatformKind};
use request_limits::{Network, RateLimitPolicy};
use runtime::OsRng;

use super::{
    failure::{already_stored, refusal},
    fields::Body,
    input::{StartConsentIn, StartGrantIn},
    redirect_urls::{origin, redirect_uri},
    step_out::{StartOut, StepStatus},
    target::{MaybeGrantTarget, target, unknown},
    telegram,
};
use crate::{error::RelayResult, users::session::LoggedInUser};

/// Rate limit on starts, since each may cost requests to a platform, or an SMS by Telegram.
const STARTS: RateLimitPolicy =
    RateLimitPolicy { name: "relay-consents", quota: 20, window_secs: 900 };
/// Maximum requests before the owner is asked; Bluesky needs five.
const MAX_REQUESTS: usize = 8;

#[worker::send]
pub(crate) async fn start(
    context: RequestContext,
    user: LoggedInUser,
    uri: Uri,
    path: MaybeGrantTarget,
    body: Body<StartGrantIn>,
) -> RelayResult<Json<StartOut>> {
    let platform = target(path)?;
    if !GrantStore::offers(&context.settings, platform) {
        return Err(unknown());
    }
    let grants = GrantStore::of(&context.env, &context.settings)?;
    if grants.granted_platforms(&user.account_id, &user.user_id).await?.contains(&platform) {
        return Err(already_stored());
    }
    throttling::count_sliding(&context, STARTS, &Network::of(user.user_id.as_str())).await?;
    let hint = match body.input(platform)? {
        StartGrantIn::Consent(StartConsentIn { handle }) => handle,
        StartGrantIn::Telegram(input) => {
            return telegram::start(&context, &grants, &user, &input).await.map(Json);
        }
    };
    let redirect_uri = redirect_uri(&origin(&context, &uri), platform);
    let mut pending = PendingConsent::begin(platform, &redirect_uri, hint.as_deref(), &mut OsRng);
    let url = consent_url(grants.client(), &mut pending).await.map_err(|it| refusal(&it))?;
    let brings_verifier = platform == PlatformKind::Twitter;
    let code_verifier =
        if brings_verifier { pending.verifier.expose().to_owned() } else { String::new() };
    let pending = SignInState::Consent(Box::new(pending));
    grants.begin_consent(&user.account_id, &user.user_id, pending, context.now_ms).await?;
    let body = StepStatus::None;
    Ok(Json(StartOut { url, code_verifier, body, platform: platform.as_str() }))
}

async fn consent_url(
    client: &PlatformClient,
    pending: &mut PendingConsent,
) -> Result<String, Failure> {
    let platform = platforms::of(pending.kind);
    for _ in 0..MAX_REQUESTS {
        let step = client.with_context(|context| platform.consent(pending, context))?;
        let request = match step {
            ConsentStep::Visit(url) => return Ok(url),
            ConsentStep::SendRequest(request) => request,
        };
        let answer = client.ask(&request).await.ok_or_else(Failure::no_answer)?;
        platform.read_consent(pending, &answer)?;
    }
    Err(Failure::no_answer())
}
