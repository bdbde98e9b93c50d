//! Who may call a route, as extractors (contract 2 and 6).

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{AuthFault, Limit, RequestContext, limits};
use http::request::Parts;
use identity::{AccountId, Credential};

use crate::{
    auth,
    error::{ApiError, ApiResult},
    scopes::Scope,
};

/// An integrator who holds the scope `S`: by name and password, which grants every scope, or by a token.
#[derive(Debug)]
pub struct Scoped<S> {
    pub account_id: AccountId,
    /// The account's user name, in capitals.
    pub login: String,
    required: PhantomData<S>,
}

/// A phone that presents its device token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub account_id: AccountId,
    pub gateway_id: String,
}

/// A phone that presents its device token, or anybody else (checklist 13).
#[derive(Debug)]
pub struct MaybeDevice(pub Option<Device>);

impl<S: Scope, State: Send + Sync> FromRequestParts<State> for Scoped<S> {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let context = context(parts)?;
        let known = auth::integrator(context, &parts.headers).await?;
        limits::count(context, S::LIMIT, &known.counted_as).await?;
        if !known.holds(S::NAME) {
            return Err(ApiError::scope_required(S::NAME));
        }
        Ok(Self { account_id: known.account_id, login: known.login, required: PhantomData })
    }
}

impl<State: Send + Sync> FromRequestParts<State> for Device {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let known = MaybeDevice::of(parts).await?;
        known.0.ok_or_else(ApiError::unauthorized)
    }
}

impl<State: Send + Sync> FromRequestParts<State> for MaybeDevice {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        Self::of(parts).await
    }
}

impl MaybeDevice {
    /// A token that cannot be checked now is a failure, not a stranger's: a phone that is taken for a
    /// stranger registers anew.
    async fn of(parts: &Parts) -> ApiResult<Self> {
        let context = context(parts)?;
        let presented = edge_kit::auth::bearer(&parts.headers);
        let known = match edge_kit::authenticate(context, presented).await {
            Ok(known) => known,
            Err(AuthFault::Missing | AuthFault::Invalid) => return Ok(Self(None)),
            Err(AuthFault::Unavailable) => return Err(ApiError::unavailable()),
        };
        let Credential::Gateway { gateway_id, .. } = known.principal.credential else {
            return Ok(Self(None));
        };
        limits::count(context, Limit::Requests, &known.key_digest).await?;
        Ok(Self(Some(Device { account_id: known.principal.account_id, gateway_id })))
    }
}

fn context(parts: &Parts) -> ApiResult<&RequestContext> {
    parts.extensions.get().ok_or_else(ApiError::unavailable)
}
