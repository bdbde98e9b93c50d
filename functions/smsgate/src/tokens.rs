//! `/3rdparty/v1/auth/token`: pairs of access and refresh tokens (contract 2.2).

#[cfg(feature = "openapi")]
mod operations;

#[cfg(feature = "openapi")]
pub(crate) use operations::all as operations;

use axum::extract::{Path, rejection::PathRejection};
use edge_kit::{Created, NoContent, RequestContext, TimeMs, tokens};
use identity::token::{MAX_SCOPE_CHARS, MAX_SCOPES, PairRequest, TokenPair};
use runtime::{OsRng, TokenSettings};
use serde::{Deserialize, Serialize};
use store_d1::Store;

use crate::{
    access::{RefreshTokenHolder, Scoped},
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    scopes::TokensManage,
};

/// Body of `POST /3rdparty/v1/auth/token`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TokenIn {
    /// Lifetime of the access token in seconds. Absent or zero means the configured lifetime, which is also the
    /// maximum.
    #[serde(default)]
    ttl: Option<u64>,
    /// Scopes of the access token, all of which the caller must hold. `all:any` stands for every scope except
    /// `tokens:refresh`.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schemars(
            required,
            length(min = 1, max = MAX_SCOPES),
            inner(length(min = 1, max = MAX_SCOPE_CHARS)),
            example = ["messages:send"]
        )
    )]
    scopes: Vec<String>,
}

/// A pair of tokens, in both spellings that published clients read.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct TokenOut {
    /// Id of the access token.
    id: String,
    /// Always `Bearer`.
    token_type: &'static str,
    access_token: String,
    refresh_token: String,
    /// Time at which the access token expires.
    expires_at: TimeMs,
    #[serde(rename = "tokenType")]
    token_type_camel: &'static str,
    #[serde(rename = "accessToken")]
    access_token_camel: String,
    #[serde(rename = "refreshToken")]
    refresh_token_camel: String,
    #[serde(rename = "expiresAt")]
    expires_at_camel: TimeMs,
}

/// `POST /3rdparty/v1/auth/token`: issues a pair with the requested scopes, all of which the caller must hold.
#[worker::send]
pub(crate) async fn issue(
    context: RequestContext,
    caller: Scoped<TokensManage>,
    JsonBody(wanted): JsonBody<TokenIn>,
) -> ApiResult<Created<TokenOut>> {
    let settings = settings(&context)?;
    check(&wanted.scopes)?;
    if let Some(lacking) = wanted.scopes.iter().find(|scope| !caller.may_grant(scope)) {
        return Err(ApiError::scope_required(lacking));
    }
    let most = settings.access_ttl_secs;
    // A number beyond `u32` exceeds the maximum anyway.
    let ttl_secs = wanted.ttl.filter(|ttl| *ttl > 0).and_then(|ttl| u32::try_from(ttl).ok());
    let request = PairRequest {
        account_id: caller.account_id.clone(),
        login: caller.login_name().clone(),
        scopes: wanted.scopes,
        access_ttl_secs: ttl_secs.map_or(most, |ttl| ttl.min(most)),
        refresh_ttl_secs: settings.refresh_ttl_secs,
    };
    let pair = sign(&context, settings, request)?;
    Store::open(&context.env)?.insert_token_pair(&pair, caller.token_id()).await?;
    Ok(created(pair))
}

/// `POST /3rdparty/v1/auth/token/refresh`: exchanges a refresh token, once, for a new pair.
#[worker::send]
pub(crate) async fn refresh(
    context: RequestContext,
    caller: RefreshTokenHolder,
) -> ApiResult<Created<TokenOut>> {
    let settings = settings(&context)?;
    let request = PairRequest {
        account_id: caller.token.account_id.clone(),
        login: caller.token.login.clone(),
        scopes: caller.scopes,
        access_ttl_secs: settings.access_ttl_secs,
        refresh_ttl_secs: settings.refresh_ttl_secs,
    };
    let pair = sign(&context, settings, request)?;
    let store = Store::open(&context.env)?;
    if !store.refresh_token_pair(&caller.token.id, &pair, context.now_ms).await? {
        return Err(ApiError::unauthorized());
    }
    Ok(created(pair))
}

/// `DELETE /3rdparty/v1/auth/token/:jti`: revokes the account's token with this id, and the refresh token that was
/// issued with it. Revoking an unknown token succeeds.
#[worker::send]
pub(crate) async fn revoke(
    context: RequestContext,
    caller: Scoped<TokensManage>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<NoContent> {
    settings(&context)?;
    if let Ok(Path(id)) = path {
        let store = Store::open(&context.env)?;
        store.revoke_token(&caller.account_id, &id, context.now_ms).await?;
        tokens::forget(&id);
    }
    Ok(NoContent)
}

fn settings(context: &RequestContext) -> ApiResult<&TokenSettings> {
    context.settings.identity.tokens.as_ref().ok_or_else(ApiError::token_service_disabled)
}

/// Checks that there is at least one scope, and none is blank or too long. Unknown scopes are accepted, because another
/// version of this server may know them.
fn check(scopes: &[String]) -> ApiResult<()> {
    if !(1..=MAX_SCOPES).contains(&scopes.len()) {
        return Err(ApiError::invalid(&format!("scopes must be 1 to {MAX_SCOPES}")));
    }
    let fits = |scope: &String| (1..=MAX_SCOPE_CHARS).contains(&scope.len());
    if !scopes.iter().all(fits) {
        let cause = format!("a scope must have 1 to {MAX_SCOPE_CHARS} characters");
        return Err(ApiError::invalid(&cause));
    }
    Ok(())
}

fn sign(
    context: &RequestContext,
    settings: &TokenSettings,
    request: PairRequest,
) -> ApiResult<TokenPair> {
    let pair = settings.signer.issue(request, context.now_ms, &mut OsRng);
    pair.ok_or_else(ApiError::internal)
}

fn created(pair: TokenPair) -> Created<TokenOut> {
    let expires_at = TimeMs(pair.access.expires_at_ms);
    Created(TokenOut {
        id: pair.access.id,
        token_type: "Bearer",
        access_token: pair.access_token.clone(),
        refresh_token: pair.refresh_token.clone(),
        expires_at,
        token_type_camel: "Bearer",
        access_token_camel: pair.access_token,
        refresh_token_camel: pair.refresh_token,
        expires_at_camel: expires_at,
    })
}
