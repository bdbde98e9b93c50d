//! Recovery of an account after its password was forgotten (contract 2.1).

use axum::Json;
use edge_kit::{ErrorCode, RequestContext};
use http::{HeaderMap, StatusCode, Uri};
use relay_crypto::SessionStage;
use store_d1::{Store, relay::users::RelayUser};

use super::{
    codes, external_checks,
    fields::Body,
    grants,
    input::{BeginRecoveryIn, FinishRecoveryIn},
    out::{UidOut, WithCookie},
    password, session, throttle,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
};

/// `POST /v2/recovery`: begins a recovery. 401 for an unknown number.
#[worker::send]
pub(crate) async fn begin(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    uri: Uri,
    Body(input): Body<BeginRecoveryIn>,
) -> RelayResult<WithCookie<Json<UidOut>>> {
    let phone_number = codes::number(&context, &input.phone_number).await?;
    throttle::network(&context, &headers).await?;
    external_checks::check_captcha(&context, &headers, input.captcha_token.as_deref()).await?;
    let store = Store::open(&context.env)?;
    let user = store.find_relay_user_by_phone(&account_id, &phone_number).await?;
    let user = user.filter(RelayUser::is_active).ok_or_else(unknown)?;
    let stage = (&user.user_id, SessionStage::Recovery);
    let cookie = session::begin(&context, (&headers, &uri), stage, user.sessions_since_ms)?;
    Ok(WithCookie { cookie, answer: Json(UidOut { uid: user.user_id }) })
}

/// `PUT /v2/users/{uid}/recovery`: sets a password after the number was verified, revokes all grants, and ends all
/// sessions.
#[worker::send]
pub(crate) async fn finish(
    context: RequestContext,
    verifying: session::VerifyingUser,
    headers: HeaderMap,
    Body(FinishRecoveryIn { new_password: new }): Body<FinishRecoveryIn>,
) -> RelayResult<WithCookie> {
    let session::VerifyingUser { account_id, user, session } = verifying;
    let verified = user.verified_session_id.as_ref() == Some(&session.session_id);
    if session.stage != SessionStage::Recovery || !verified {
        return Err(not_verified());
    }
    external_checks::check_new_password(&context, &new).await?;
    let hash = password::hash(&new)?;
    // Grants are revoked first, so that publishing stops: if a later step fails, the request can be repeated.
    grants::revoke_all(&context, &account_id, &user.user_id).await?;
    let store = Store::open(&context.env)?;
    let by = (session.session_id.as_str(), &hash);
    if !store.recover_relay_user(&account_id, &user.user_id, by, context.now_ms).await? {
        return Err(not_verified());
    }
    password::record_new_password(&context, &account_id, &user.user_id, &headers).await;
    WithCookie::cleared()
}

/// 401: no user has the number.
fn unknown() -> RelayError {
    RelayError::text(ErrorCode::InvalidCredentials, StatusCode::UNAUTHORIZED, "unauthorized")
}

/// 403: the number was not verified in this session.
pub(super) fn not_verified() -> RelayError {
    RelayError::text(ErrorCode::NumberNotVerified, StatusCode::FORBIDDEN, "number not verified")
}
