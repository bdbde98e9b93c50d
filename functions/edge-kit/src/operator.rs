//! Callers whose credential holds for the whole deployment: the operator, by a token that the server's secret signs.
//!
//! Routes of the deployment take it as [`Operator`]. On an account's routes it acts as a key with every permission, for
//! the account that the header [`ACCOUNT_HEADER`] names; [`named_account`] is that look-up, for every credential that
//! is not of one account.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, response::IntoResponse};
use http::{HeaderMap, request::Parts};
use identity::{Actor, OperatorToken, Permission, PersonScope};
use ids::AccountId;
use runtime::log;
use store_d1::Store;
use throttling::Limit;

use crate::{
    AuthFault, ClientError, FaceError, RequestContext, auth, client::AdmittedAccount, people,
    session_cookie,
};

/// Header by which a caller who may act for any account names one.
pub const ACCOUNT_HEADER: &str = "wireroom-account";

/// Subject under which the requests of all operator tokens are counted. A subject for each token would be no limit,
/// since minting tokens costs nothing.
const COUNTED_AS: &str = "operator";

/// A caller who may act on the deployment itself. Refusals are the face's error type `E`.
pub struct Operator<E> {
    pub actor: Actor,
    error: PhantomData<fn() -> E>,
}

/// Reason why the account that a request names cannot be acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountFault {
    /// The header is missing, or is no account id.
    Unnamed,
    Unknown,
    Disabled,
}

/// An account that a request named, and the country in which its national numbers are read.
pub(crate) type NamedAccount = (AccountId, telephony::Region);

impl AccountFault {
    /// Returns the fault in words for the caller.
    pub fn text(self) -> &'static str {
        match self {
            Self::Unnamed => "The header Wireroom-Account must be the id of an account",
            Self::Unknown => "Account not found",
            Self::Disabled => "Account is disabled",
        }
    }

    pub fn code(self) -> crate::ErrorCode {
        match self {
            Self::Unnamed => crate::ErrorCode::AccountRequired,
            Self::Unknown | Self::Disabled => crate::ErrorCode::AccountUnavailable,
        }
    }
}

/// Admits a caller to the routes of the deployment, and counts the request.
///
/// # Errors
/// The face's own failures for a missing or invalid credential, an exceeded limit, and a valid key, which is of one
/// account only.
pub async fn admit_operator<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    limit: Limit,
) -> Result<Actor, E> {
    match E::presented_key(headers) {
        None if session_cookie::is_present(headers) => {
            let session = people::admit_to_deployment::<E>(context, headers, limit).await?;
            Ok(session.actor())
        }
        Some(presented) if OperatorToken::has_form(presented) => {
            verified(context, presented, limit).await
        }
        presented => {
            let known = auth::authenticate(context, presented).await.map_err(E::from)?;
            throttling::count(context, limit, &known.key_digest).await.map_err(E::from)?;
            Err(E::insufficient_permissions())
        }
    }
}

/// Admits the operator to the account that the request names, with every permission.
///
/// # Errors
/// The token is not valid, a limit is exceeded, or the named account cannot be acted on.
pub(crate) async fn admit_to_account<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    token: &str,
    limit: Limit,
) -> Result<AdmittedAccount, E> {
    let actor = verified::<E>(context, token, limit).await?;
    let (account_id, default_region) = named_account::<E>(context, headers).await?;
    let permissions = Permission::ALL.into_iter().collect();
    Ok(AdmittedAccount { account_id, permissions, default_region, actor })
}

/// Returns the account that a request names, unless it is disabled. Costs one D1 read.
///
/// # Errors
/// The header is missing, or the account cannot be acted on.
pub(crate) async fn named_account<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
) -> Result<NamedAccount, E> {
    let named = headers.get(ACCOUNT_HEADER).and_then(|value| value.to_str().ok());
    let account_id = named.and_then(|text| AccountId::parse(text.trim()));
    let account_id = account_id.ok_or_else(|| E::from(AccountFault::Unnamed))?;
    let standing = Store::open(&context.env)?.account_standing(&account_id).await?;
    let standing = standing.ok_or_else(|| E::from(AccountFault::Unknown))?;
    if standing.disabled_at_ms.is_some() {
        return Err(AccountFault::Disabled.into());
    }
    log::set_account(account_id.as_str());
    let default_region = standing.default_region.unwrap_or(context.settings.default_region);
    Ok((account_id, default_region))
}

async fn verified<E: ClientError>(
    context: &RequestContext,
    token: &str,
    limit: Limit,
) -> Result<Actor, E> {
    let token = OperatorToken::verify(token, &context.settings.server_secrets, context.now_ms);
    let token = token.ok_or_else(|| E::from(AuthFault::Invalid))?;
    throttling::count(context, limit, COUNTED_AS).await.map_err(E::from)?;
    Ok(Actor::Operator { token_id: token.id })
}

impl<S: Send + Sync, E: ClientError + IntoResponse> FromRequestParts<S> for Operator<E> {
    type Rejection = E;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, E> {
        let context =
            parts.extensions.get::<RequestContext>().ok_or_else(<E as FaceError>::unavailable)?;
        let actor = admit_operator::<E>(context, &parts.headers, Limit::Requests).await?;
        if !context.reads() {
            context.audit.note(PersonScope::Deployment, actor.clone());
        }
        Ok(Self { actor, error: PhantomData })
    }
}
