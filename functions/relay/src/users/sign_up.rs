//! `/v2/signup` (contract 2.1).

use axum::Json;
use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode, Uri};
use ids::AccountId;
use relay_crypto::SessionStage;
use relay_users::{Name, RelayUserId};
use runtime::{OsRng, SignUpMode};
use store_d1::{Store, relay::users::sign_up::NewRelayUser};
use telephony::{CallingCode, PhoneNumber};
use unix_time::UnixMillis;

use super::{
    external_checks,
    fields::{self, Body},
    input::SignUpIn,
    out::{UidOut, WithCookie},
    password, recovery,
    session::{self, VerifyingUser},
    throttle,
};
use crate::{
    account::RelayAccount,
    answers::Empty,
    error::{RelayError, RelayResult},
};

/// `POST /v2/signup`: creates an account that is unusable until its number is verified. It replaces another such
/// account with the same number. 403 if `RELAY_SIGN_UP` does not allow it.
#[worker::send]
pub(crate) async fn sign_up(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    uri: Uri,
    Body(input): Body<SignUpIn>,
) -> RelayResult<WithCookie<Json<UidOut>>> {
    let invalid = |text| fields::bad(ErrorCode::InvalidParameter, text);
    let country =
        CallingCode::parse(&input.country_code).ok_or_else(|| invalid("invalid country_code"))?;
    let validation = context.settings.phone_validation;
    let phone_number = PhoneNumber::parse_of(&input.phone_number, country, validation)
        .map_err(|_| fields::bad(ErrorCode::InvalidPhoneNumber, "invalid phone_number"))?;
    let name = Name::parse(&input.name).ok_or_else(|| invalid("invalid name"))?;
    let password = input.password;
    relay_users::check_password(password.expose()).map_err(fields::unacceptable)?;
    // Counted before anything tells whether the number may sign up, and before the calls of external services.
    throttle::network(&context, &headers).await?;
    permit(&context, &account_id, &phone_number).await?;
    external_checks::check_captcha(&context, &headers, input.captcha_token.as_deref()).await?;
    external_checks::check_new_password(&context, &password).await?;
    let user_id = RelayUserId::generate(&mut OsRng);
    let new = NewRelayUser {
        user_id: &user_id,
        phone_number: &phone_number,
        name: name.as_str(),
        country_code: &country.prefix(),
        password_hash: &password::hash(&password)?,
    };
    let cookie = session::begin(
        &context,
        (&headers, &uri),
        (&user_id, SessionStage::SignUp),
        // A new user has ended no sessions yet.
        UnixMillis::EPOCH,
    )?;
    let store = Store::open(&context.env)?;
    if !store.sign_up_relay_user(&account_id, &new, context.now_ms).await? {
        return Err(exists());
    }
    Ok(WithCookie { cookie, answer: Json(UidOut { uid: user_id }) })
}

/// `PUT /v2/signup`: completes a sign-up whose number was verified. Repeating it succeeds too.
#[worker::send]
pub(crate) async fn finish(
    context: RequestContext,
    verifying: VerifyingUser,
    headers: HeaderMap,
) -> RelayResult<Empty> {
    let VerifyingUser { account_id, user, session } = verifying;
    let store = Store::open(&context.env)?;
    let is_sign_up = session.stage == SessionStage::SignUp;
    let (user_id, session_id) = (&user.user_id, &session.session_id);
    if is_sign_up
        && store.activate_relay_user(&account_id, user_id, session_id, context.now_ms).await?
    {
        password::record_new_password(&context, &account_id, user_id, &headers).await;
        return Ok(Empty);
    }
    Err(recovery::not_verified())
}

/// 409: a user has the number.
pub(super) fn exists() -> RelayError {
    RelayError::text(ErrorCode::UserExists, StatusCode::CONFLICT, "account already exists")
}

/// 403 unless this number may sign up. If sign-up is off, nothing is read or counted.
pub(crate) async fn permit(
    context: &RequestContext,
    account_id: &AccountId,
    phone_number: &PhoneNumber,
) -> RelayResult<()> {
    let refused = |text| RelayError::text(ErrorCode::SignUpClosed, StatusCode::FORBIDDEN, text);
    match context.settings.relay.users.sign_up {
        SignUpMode::Open => Ok(()),
        SignUpMode::Off => Err(refused("sign-up is closed")),
        SignUpMode::Invited => {
            let store = Store::open(&context.env)?;
            let invited = store.is_relay_number_invited(account_id, phone_number, context.now_ms);
            if invited.await? { Ok(()) } else { Err(refused("sign-up is by invitation")) }
        }
    }
}
