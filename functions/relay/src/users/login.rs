//! Login and logout (contract 2.1).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::IntoResponse,
};
use edge_kit::{RequestContext, client_network};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use password_guesses::GuessOrigin;
use relay_crypto::{SessionStage, clear_cookie};
use relay_users::RelayUserId;
use serde_json::json;
use store_d1::{Store, relay::users::RelayUser};

use super::{
    codes, external_checks,
    fields::{self, Fields},
    password::{self, PasswordCheck},
    session::{self, LoggedInUser},
    throttle,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
};

/// `POST /v2/login`: logs a user in by number and password. 401 both for a wrong password and for an unknown number.
#[worker::send]
pub(crate) async fn log_in(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    uri: Uri,
    fields: Fields,
) -> RelayResult<impl IntoResponse> {
    let phone_number = codes::number(&context, &fields).await?;
    let password = fields.password("password")?;
    // Counted before the captcha, which costs a request to its service.
    throttle::network(&context, &headers).await?;
    external_checks::check_captcha(&context, &headers, &fields).await?;
    let origin = GuessOrigin::of(client_network(&headers));
    let verdict =
        password::check_by_phone(&context, &account_id, &phone_number, &origin, &password).await?;
    let user = require_right(verdict, StatusCode::UNAUTHORIZED)?;
    let cookie = cookie(&context, &headers, &uri, &user)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "uid": user.user_id }))))
}

/// `POST /v2/users/{uid}/verify`: logs in a user by id. The answer has no body.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    uri: Uri,
    path: Result<Path<String>, PathRejection>,
    fields: Fields,
) -> RelayResult<impl IntoResponse> {
    let Path(user_id) = path.map_err(|_| fields::bad("bad path"))?;
    let user_id = RelayUserId::from_text(user_id);
    let password = fields.password("password")?;
    throttle::network(&context, &headers).await?;
    let origin = GuessOrigin::of(client_network(&headers));
    let verdict = password::check(&context, &account_id, &user_id, &origin, &password).await?;
    let user = require_right(verdict, StatusCode::FORBIDDEN)?;
    Ok([(header::SET_COOKIE, cookie(&context, &headers, &uri, &user)?)])
}

/// `POST /v2/users/{uid}/logout`: ends all sessions of the user.
#[worker::send]
pub(crate) async fn log_out(
    context: RequestContext,
    user: LoggedInUser,
) -> RelayResult<impl IntoResponse> {
    let store = Store::open(&context.env)?;
    store.end_relay_sessions(&user.account_id, &user.user_id, context.now_ms).await?;
    Ok([(header::SET_COOKIE, clear_cookie())])
}

/// Returns the user if the password was right; the status `wrong` if it was wrong, and 429 if it was not checked.
pub(crate) fn require_right(verdict: PasswordCheck, wrong: StatusCode) -> RelayResult<RelayUser> {
    match verdict {
        PasswordCheck::Right(user) => Ok(*user),
        PasswordCheck::Wrong => Err(RelayError::text(wrong, "wrong credentials")),
        PasswordCheck::Blocked { retry_after_secs } => Err(throttle::too_many(retry_after_secs)),
    }
}

fn cookie(
    context: &RequestContext,
    headers: &HeaderMap,
    uri: &Uri,
    user: &RelayUser,
) -> RelayResult<HeaderValue> {
    let stage = (&user.user_id, SessionStage::Login);
    session::begin(context, (headers, uri), stage, user.sessions_since_ms)
}
