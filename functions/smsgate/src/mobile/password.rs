//! `PATCH /mobile/v1/user/password` (contract 6.6).

use edge_kit::{NoContent, RequestContext, auth::Reads, client_network, tokens};
use http::HeaderMap;
use identity::password::{MAX_CHARS, MIN_CHARS, Password, PasswordHash};
use logins::LoginFault;
use password_guesses::GuessOrigin;
use runtime::OsRng;
use serde::Deserialize;
use store_d1::Store;

use crate::{
    access::DeviceTo,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
};

/// Body of `PATCH /mobile/v1/user/password`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct PasswordIn {
    #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
    current_password: String,
    #[cfg_attr(feature = "openapi", schemars(length(min = MIN_CHARS, max = MAX_CHARS)))]
    new_password: String,
}

/// `PATCH /mobile/v1/user/password`: replaces the password of the phone's account. All tokens issued so far become
/// invalid, and logins need the new password.
#[worker::send]
pub(crate) async fn change(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Reads>,
    headers: HeaderMap,
    JsonBody(given): JsonBody<PasswordIn>,
) -> ApiResult<NoContent> {
    if given.current_password.is_empty() {
        return Err(ApiError::missing("currentPassword"));
    }
    let (current, new) = (Password::new(given.current_password), Password::new(given.new_password));
    if !new.may_be_chosen() {
        let cause = format!("newPassword must have {MIN_CHARS} to {MAX_CHARS} characters");
        return Err(ApiError::invalid(&cause));
    }
    let store = Store::open(&context.env)?;
    let login = store.login_of(&device.account_id).await?;
    let login = login.ok_or_else(ApiError::password_change_refused)?.login;
    // The phone's token proves its account, so guesses of strangers cannot block the owner's password change.
    let origin = GuessOrigin { network: client_network(&headers), is_known: true };
    // The stored password must be checked, and the isolate's cache may hold an older one.
    logins::forget(&login);
    let checked = logins::check(&context, login.as_str(), &current, &origin).await;
    let checked = checked.map_err(|fault| match fault {
        LoginFault::Wrong => ApiError::password_change_refused(),
        other => other.into(),
    })?;
    let hash = PasswordHash::of_chosen(&new, &mut OsRng).ok_or_else(ApiError::internal)?;
    let changed =
        store.change_password(&device.account_id, &checked.password, &hash, context.now_ms).await?;
    // The check above has cached the row with the old password again.
    logins::forget(&login);
    tokens::forget_all();
    if !changed {
        return Err(ApiError::password_change_refused());
    }
    password_guesses::record_new_password(&context, "", login.as_str(), origin.network).await;
    Ok(NoContent)
}
