//! The account's user names, as its administrators see them.

#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{NoContent, RequestContext, tokens};
use identity::Login;
use store_d1::Store;

use self::out::{LoginOut, LoginsOut};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
};

/// `GET /api/v1/admin/logins`: the account's user names, without passwords. An account has at most one.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<LoginsOut>> {
    let logins = Store::open(&context.env)?.list_logins(&client.account_id).await?;
    Ok(Json(LoginsOut { logins: logins.into_iter().map(LoginOut::of).collect() }))
}

/// `DELETE /api/v1/admin/logins/:login`: removes the user name; its password and tokens are refused everywhere within
/// ten seconds.
#[worker::send]
pub(crate) async fn remove(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<NoContent> {
    let login = path.ok().and_then(|Path(text)| Login::parse(&text));
    let login = login.ok_or_else(ApiError::login_not_found)?;
    if !logins::remove(&context, &client.account_id, &login).await? {
        return Err(ApiError::login_not_found());
    }
    tokens::forget_all();
    Ok(NoContent)
}
