//! A user's view of their own account, and changes to it (contract 2.1).

use axum::{Json, response::IntoResponse};
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode, header};
use relay_crypto::clear_cookie;
use runtime::timestamp;
use serde_json::{Value, json};
use store_d1::Store;

use super::{
    external_checks,
    fields::{self, Fields},
    grants, login, password,
    session::{self, LoggedInUser},
};
use crate::error::{RelayError, RelayResult};

/// `GET /v2/users/{uid}/dashboard`: returns when the user was created and last updated.
#[worker::send]
pub(crate) async fn dashboard(
    _context: RequestContext,
    user: LoggedInUser,
) -> RelayResult<Json<Value>> {
    Ok(Json(json!({
        "createdAt": timestamp::format_ms(user.user.created_at_ms),
        "updatedAt": timestamp::format_ms(user.user.updated_at_ms),
    })))
}

/// `POST /v2/users/{uid}/password`: changes the password, revokes all grants, and ends all sessions.
#[worker::send]
pub(crate) async fn change_password(
    context: RequestContext,
    user: LoggedInUser,
    headers: HeaderMap,
    fields: Fields,
) -> RelayResult<impl IntoResponse> {
    let (old, new) = (fields.password("password")?, fields.password("new_password")?);
    // Checked here without I/O; the list of breached passwords is asked only once the old password was right.
    relay_users::check_password(new.expose()).map_err(|fault| fields::bad(&fault.to_string()))?;
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
        return Err(RelayError::text(StatusCode::CONFLICT, "password was changed meanwhile"));
    }
    password::record_new_password(&context, account_id, user_id, &headers).await;
    Ok([(header::SET_COOKIE, clear_cookie())])
}

/// `DELETE /v2/users/{uid}`: revokes all grants, then deletes everything of the user.
#[worker::send]
pub(crate) async fn delete(
    context: RequestContext,
    user: LoggedInUser,
    headers: HeaderMap,
    fields: Fields,
) -> RelayResult<impl IntoResponse> {
    let (account_id, user_id) = (&user.account_id, &user.user_id);
    let (origin, password) = (session::origin(&headers), fields.password("password")?);
    let verdict = password::check(&context, account_id, user_id, &origin, &password).await?;
    login::require_right(verdict, StatusCode::FORBIDDEN)?;
    grants::revoke_all(&context, account_id, user_id).await?;
    let store = Store::open(&context.env)?;
    store.delete_relay_user(account_id, user_id, context.now_ms).await?;
    Ok([(header::SET_COOKIE, clear_cookie())])
}
