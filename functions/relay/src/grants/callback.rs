//! `GET /platforms/{platform}/protocols/{protocol}/redirect_codes/` (contract 2.1): the page to which platforms
//! redirect owners if no app receives the redirect.

use axum::response::Html;
use edge_kit::RequestContext;
use platform_grants::GrantStore;
use platforms::PlatformKind;

use super::{
    exchange::{ReturnedCode, exchange},
    failure::{already_stored, refused},
    fields::Body,
    input::RedirectIn,
    target::{MaybeGrantTarget, target, unknown},
};
use crate::{error::RelayResult, users::session::LoggedInUser};

const STORED: &str = "<!doctype html><meta charset=\"utf-8\"><title>Stored</title>\
    <p>The account is stored. You can close this page.</p>";

#[worker::send]
pub(crate) async fn callback(
    context: RequestContext,
    user: LoggedInUser,
    path: MaybeGrantTarget,
    body: Body<RedirectIn>,
) -> RelayResult<Html<&'static str>> {
    complete(&context, &user, target(path)?, &body).await
}

/// Finishes the consent that the user logged in to this browser began. The state is required here: without it, an
/// attacker could make a user follow a link and store the attacker's account.
pub(crate) async fn complete(
    context: &RequestContext,
    user: &LoggedInUser,
    platform: PlatformKind,
    body: &Body<RedirectIn>,
) -> RelayResult<Html<&'static str>> {
    if !GrantStore::offers(&context.settings, platform) {
        return Err(unknown());
    }
    let RedirectIn { state, error: None, code: Some(code), iss: issuer } = body.input(platform)?
    else {
        return Err(refused("the platform was not allowed"));
    };
    let returned = ReturnedCode { code, state: Some(state), verifier: None, issuer };
    let grants = GrantStore::of(&context.env, &context.settings)?;
    if grants.granted_platforms(&user.account_id, &user.user_id).await?.contains(&platform) {
        return Err(already_stored());
    }
    exchange(context, &grants, user, platform, returned).await?;
    Ok(Html(STORED))
}
