//! Tokens of the SMSGate API, as their account's administrators see them.

#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, answers::SuccessOut, tokens};
use store_d1::Store;

use self::out::{TokenOut, TokensOut};
use crate::{
    access::{Client, MayManageAccount},
    error::{ApiError, ApiResult},
    input::In,
    pages::{Page, PageIn},
};

/// `GET /api/v1/admin/tokens`: the account's pairs of tokens by id, without the tokens themselves.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<PageIn>,
) -> ApiResult<Json<TokensOut>> {
    let page = Page::from(input);
    let store = Store::open(&context.env)?;
    let rows = store.list_token_pairs(&client.account_id, &page.after, page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id.clone());
    let tokens = rows.into_iter().map(|row| TokenOut::of(row, context.now_ms)).collect();
    Ok(Json(TokensOut { next_cursor, tokens }))
}

/// `POST /api/v1/admin/tokens/:id/revoke`: revokes a pair, everywhere within ten seconds. Idempotent.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    client: Client<MayManageAccount>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<SuccessOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::token_not_found()) };
    let store = Store::open(&context.env)?;
    if !store.revoke_token_pair(&client.account_id, &id, context.now_ms).await? {
        return Err(ApiError::token_not_found());
    }
    tokens::forget(&id);
    Ok(Json(SuccessOut::DONE))
}

/// `POST /api/v1/admin/tokens/revoke`: revokes all pairs that were issued so far, everywhere within ten seconds. The
/// password stays, and issues new ones.
#[worker::send]
pub(crate) async fn revoke_all(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<SuccessOut>> {
    Store::open(&context.env)?.void_tokens(&client.account_id, context.now_ms).await?;
    tokens::forget_all();
    Ok(Json(SuccessOut::DONE))
}
