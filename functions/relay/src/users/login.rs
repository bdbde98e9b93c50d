//! Login and logout (contract 2.1).

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use password_guesses::GuessOrigin;
use relay_crypto::SessionStage;
use relay_users::RelayUserId;
use store_d1::{Store, relay::users::RelayUser};

use super::{
    codes, external_checks,
    fields::{self, Body},
    input::{LogInIn, UserPasswordIn},
    out::{UidOut, WithCookie},
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
    Body(input): Body<LogInIn>,
) -> RelayResult<WithCookie<Json<UidOut>>> {
    let phone_number = codes::number(&context, &input.phone_number).await?;
    // Counted before the captcha, which costs a request to its service.
    throttle::network(&context, &headers).await?;
    external_checks::check_captcha(&context, &headers, input.captcha_token.as_deref()).await?;
    let origin = GuessOrigin::of(client_network(&headers));
    let verdict =
        password::check_by_phone(&context, &account_id, &phone_number, &origin, &input.password)
            .await?;
    let user = require_right(verdict, StatusCode::UNAUTHORIZED)?;
    let cookie = cookie(&context, &headers, &uri, &user)?;
    Ok(WithCookie { cookie, answer: Json(UidOut { uid: user.user_id }) })
}

/// `POST /v2/users/{uid}/verify`: logs in a user by id. The answer has no body.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    uri: Uri,
    path: Result<Path<String>, PathRejection>,
    Body(input): Body<UserPasswordIn>,
) -> RelayResult<WithCookie> {
    let Path(user_id) = path.map_err(|_| fields::bad_path())?;
    let user_id = RelayUserId::from_text(user_id);
    throttle::network(&context, &headers).await?;
    let origin = GuessOrigin::of(client_network(&headers));
    let verdict =
        password::check(&context, &account_id, &user_id, &origin, &input.password).await?;
    let user = require_right(verdict, StatusCode::FORBIDDEN)?;
    Ok(WithCookie::set(cookie(&context, &headers, &uri, &user)?))
}

/// `POST /v2/users/{uid}/logout`: ends all sessions of the user.
#[worker::send]
pub(crate) async fn log_out(
    context: RequestContext,
    user: LoggedInUser,
) -> RelayResult<WithCookie> {
    let store = Store::open(&context.env)?;
    store.end_relay_sessions(&user.account_id, &user.user_id, context.now_ms).await?;
    WithCookie::cleared()
}

/// Returns the user if the password was right; the status `wrong` if it was wrong, and 429 if it was not checked.
pub(crate) fn require_right(verdict: PasswordCheck, wrong: StatusCode) -> RelayResult<RelayUser> {
    match verdict {
        PasswordCheck::Right(user) => Ok(*user),
        PasswordCheck::Wrong => {
            Err(RelayError::text(ErrorCode::WrongPassword, wrong, "wrong credentials"))
        }
        PasswordCheck::Blocked { retry_after_secs } => {
            Err(throttle::too_many_attempts(retry_after_secs))
        }
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
