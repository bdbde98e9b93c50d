//! `POST /v2/users/{uid}/platforms/{platform}/protocols/{protocol}` (contract 2.1): start of a grant.

use axum::Json;
use edge_kit::RequestContext;
use http::{StatusCode, Uri};
use platform_grants::{GrantStore, PlatformClient, SignInState};
use platforms::{ConsentStep, Failure, PendingConsent, PlatformKind};
use request_limits::{Network, Policy};
use runtime::OsRng;
use serde::Serialize;

use super::{
    failure::refusal,
    fields::Fields,
    origin::{origin, redirect_uri},
    target::{MaybeTarget, target, unknown},
    telegram,
};
use crate::{
    error::{RelayError, RelayResult},
    users::session::LoggedIn,
};

/// Rate limit on starts, since each may cost requests to a platform, or an SMS by Telegram.
const STARTS: Policy = Policy { name: "relay-consents", quota: 20, window_secs: 900 };
/// Maximum requests before the owner is asked; Bluesky needs five.
const MAX_REQUESTS: usize = 8;

/// Next step of the client. Parts that a platform does not have are empty texts.
#[derive(Default, Serialize)]
pub(crate) struct Started {
    /// URL of the consent page.
    pub(crate) url: String,
    /// For Twitter: the verifier, which the client sends back with the code.
    pub(crate) code_verifier: String,
    /// For Telegram: 201 if a code was sent, 200 if none is needed.
    pub(crate) body: StepStatus,
    pub(crate) platform: &'static str,
}

/// Status of a Telegram step, in the original's format: a number, or an empty text.
#[derive(Debug, Default, Serialize)]
#[serde(untagged)]
pub(crate) enum StepStatus {
    Code(u16),
    #[default]
    #[serde(serialize_with = "empty")]
    None,
}

#[worker::send]
pub(crate) async fn start(
    context: RequestContext,
    user: LoggedIn,
    uri: Uri,
    path: MaybeTarget,
    fields: Fields,
) -> RelayResult<Json<Started>> {
    let platform = target(path)?.platform;
    if !GrantStore::offers(&context.settings, platform) {
        return Err(unknown());
    }
    let grants = GrantStore::of(&context.env, &context.settings)?;
    if grants.saved(&user.account_id, &user.user_id).await?.contains(&platform) {
        return Err(already_stored());
    }
    throttling::count_sliding(&context, STARTS, &Network::of(user.user_id.as_str())).await?;
    if platform == PlatformKind::Telegram {
        return telegram::start(&context, &grants, &user, &fields).await.map(Json);
    }
    let hint = fields.find("handle")?;
    let redirect_uri = redirect_uri(&origin(&context, &uri), platform);
    let mut pending = PendingConsent::begin(platform, &redirect_uri, hint.as_deref(), &mut OsRng);
    let url = consent_url(grants.client(), &mut pending).await.map_err(|it| refusal(&it))?;
    let brings_verifier = platform == PlatformKind::Twitter;
    let code_verifier =
        if brings_verifier { pending.verifier.expose().to_owned() } else { String::new() };
    let pending = SignInState::Consent(Box::new(pending));
    grants.begin(&user.account_id, &user.user_id, pending, context.now_ms).await?;
    let body = StepStatus::None;
    Ok(Json(Started { url, code_verifier, body, platform: platform.as_str() }))
}

/// 409: the user already has an account of the platform, or another user has this one.
pub(crate) fn already_stored() -> RelayError {
    RelayError::text(StatusCode::CONFLICT, "already stored")
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
            ConsentStep::Ask(request) => request,
        };
        let answer = client.ask(&request).await.ok_or_else(Failure::no_answer)?;
        platform.read_consent(pending, &answer)?;
    }
    Err(Failure::no_answer())
}

fn empty<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn missing_parts_are_empty_texts() {
        let started = Started { platform: "gmail", ..Started::default() };
        let expected = json!({"url": "", "code_verifier": "", "body": "", "platform": "gmail"});
        assert_eq!(json!(started), expected);
        assert_eq!(json!(StepStatus::Code(201)), json!(201));
    }
}
