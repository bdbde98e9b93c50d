//! An account's user name and password, for clients of the SMSGate API.

mod input;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, NoContent, RequestContext, tokens};
use identity::{
    Login,
    password::{MAX_CHARS, MIN_CHARS, Password},
};
use logins::{NewPassword, SetLoginFault};
use store_d1::Store;

use self::{input::SetLoginIn, out::SetLoginOut};
use super::accounts;
use crate::{
    access::Operator,
    error::{ApiError, ApiResult},
    input::In,
};

/// `PUT /api/v1/operator/accounts/:id/login`: sets the account's user name and password, and generates what is not
/// given. A generated password is shown once. Tokens that were issued before are void.
#[worker::send]
pub(crate) async fn set(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
    In { input, .. }: In<SetLoginIn>,
) -> ApiResult<Json<SetLoginOut>> {
    let account_id = accounts::id(path)?;
    let name = input.login.as_deref().map(parse_name).transpose()?;
    let password = input.password.map(Password::new);
    if password.as_ref().is_some_and(|it| !it.may_be_chosen()) {
        let error = format!("Password must have {MIN_CHARS} to {MAX_CHARS} characters");
        return Err(ApiError::invalid("password", error));
    }
    accounts::find(&Store::open(&context.env)?, &account_id).await?;
    let password = password.map_or(NewPassword::Generated, NewPassword::Chosen);
    let made = logins::set(&context, &account_id, name, password).await.map_err(fault)?;
    tokens::forget_all();
    let password = made.generated.map(|password| password.expose().to_owned());
    Ok(Json(SetLoginOut { login: made.login.as_str().to_owned(), password }))
}

/// `DELETE /api/v1/operator/accounts/:id/login`: removes the user name, and voids its tokens. Idempotent.
#[worker::send]
pub(crate) async fn remove(
    context: RequestContext,
    _operator: Operator,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<NoContent> {
    let account_id = accounts::id(path)?;
    let store = Store::open(&context.env)?;
    accounts::find(&store, &account_id).await?;
    if let Some(known) = store.login_of(&account_id).await? {
        logins::remove(&context, &account_id, &known.login).await?;
        tokens::forget_all();
    }
    Ok(NoContent)
}

fn parse_name(text: &str) -> ApiResult<Login> {
    Login::parse(text).ok_or_else(|| {
        ApiError::invalid("login", "Login must have 1 to 64 letters, digits or ._@-")
    })
}

fn fault(fault: SetLoginFault) -> ApiError {
    match fault {
        SetLoginFault::Taken => {
            let error = ApiError::conflict(ErrorCode::LoginExists, "Login has already been taken");
            error.about("login")
        }
        SetLoginFault::NotHashed => ApiError::unavailable(),
        SetLoginFault::Store(error) => error.into(),
    }
}
