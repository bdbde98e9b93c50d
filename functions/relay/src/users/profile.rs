//! A user's view of their own account, and changes to it (contract 2.1).

use axum::Json;
use edge_kit::{ErrorCode, RequestContext, TimeMs};
use http::{HeaderMap, StatusCode};
use store_d1::Store;

use super::{
    external_checks,
    fields::{self, Body},
    grants,
    input::{ChangePasswordIn, UserPasswordIn},
    login,
    out::{DashboardOut, WithCookie},
    password,
    session::{self, LoggedInUser},
};
use crate::error::{RelayError, RelayResult};

/// `GET /v2/users/{uid}/dashboard`: returns when the user was created and last updated.
#[worker::send]
pub(crate) async fn dashboard(
    _context: RequestContext,
    user: LoggedInUser,
) -> RelayResult<Json<DashboardOut>> {
    Ok(Json(DashboardOut {
        created_at: TimeMs(user.user.created_at_ms),
        updated_at: TimeMs(user.user.updated_at_ms),
    }))
}

/// `POST /v2/users/{uid}/password`: changes the password, revokes all grants, and ends all sessions.
#[worker::send]
pub(crate) async fn change_password(
    context: RequestContext,
    user: LoggedInUser,
    headers: HeaderMap,
    Body(input): Body<ChangePasswordIn>,
) -> RelayResult<WithCookie> {
    let ChangePasswordIn { password: old, new_password: new } = input;
    // Checked here without I/O; the list of breached passwords is asked only once the old password was right.
    relay_users::check_password(new.expose()).map_err(fields::unacceptable)?;
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    let verdict =
        password::check(&context, account_id, user_id, &session::origin(&headers), &old).await?;
    let checked = login::require_right(verdict, StatusCode::FORBIDDEN)?;
    external_checks::check_new_password(&context, &new).await?;
    let hash = password::hash(&new)?;
    // Grants are revoked first, so that publishing stops: if a later step fails, the request can be repeated.
    grants::revoke_all(&context, account_id, user_id).await?;
    let store = Store::open(&context.env)?;
    let hashes = (&checked.password_hash, &hash);
    if !store.change_relay_password(account_id, user_id, hashes, context.now_ms).await? {
        let text = "password was changed meanwhile";
        return Err(RelayError::text(ErrorCode::PasswordChanged, StatusCode::CONFLICT, text));
    }
    password::record_new_password(&context, account_id, user_id, &headers).await;
    WithCookie::cleared()
}

/// `DELETE /v2/users/{uid}`: revokes all grants, then deletes everything of the user.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    user: LoggedInUser,
    headers: HeaderMap,
    Body(input): Body<UserPasswordIn>,
) -> RelayResult<WithCookie> {
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    let origin = session::origin(&headers);
    let verdict = password::check(&context, account_id, user_id, &origin, &input.password).await?;
    login::require_right(verdict, StatusCode::FORBIDDEN)?;
    grants::revoke_all(&context, account_id, user_id).await?;
    let store = Store::open(&context.env)?;
    store.delete_relay_user(account_id, user_id, context.now_ms).await?;
    WithCookie::cleared()
}
