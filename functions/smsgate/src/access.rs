//! Who may call a route, as extractors (contract 2 and 6).

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{
    AuthFault, Limit, RequestContext,
    auth::{self as keys, Act, Authenticated},
    limits,
};
use http::request::Parts;
use identity::{AccountId, Barred, Credential, GatewayAct, GatewayPass, Login, token::TokenClaims};
use telephony::Region;

use crate::{
    auth::{self, Integrator, Presented},
    error::{ApiError, ApiResult},
    scopes::{Scope, TokensRefresh},
    turns::{self, Turn},
};

/// An integrator who holds the scope `S`: by name and password, which grants every scope, or by a token.
#[derive(Debug)]
pub(crate) struct Scoped<S> {
    pub account_id: AccountId,
    integrator: Integrator,
    required: PhantomData<S>,
}

/// An integrator by name and password, whom no token stands for.
#[derive(Debug)]
pub(crate) struct BasicLogin {
    pub account_id: AccountId,
}

/// The holder of a refresh token that was not used yet.
#[derive(Debug)]
pub(crate) struct Refreshing {
    pub token: TokenClaims,
    /// What the access tokens that it is good for may do.
    pub scopes: Vec<String>,
}

/// A phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    pub account_id: AccountId,
    pub gateway_id: String,
    /// The digest of the token that it presented.
    pub key_digest: String,
}

/// A phone that presents its device token and may do what `A` names.
#[derive(Debug)]
pub(crate) struct DeviceTo<A> {
    pub device: Device,
    act: PhantomData<A>,
}

/// A phone that fetches or reports. What it does has no limit a minute, since a batch of messages brings as many
/// fetches and reports, but so many requests at once.
#[derive(Debug)]
pub(crate) struct Attending {
    pub device: Device,
    /// To be dropped when the request is done.
    pub turn: Turn,
}

/// A phone that presents its device token, or anybody else (checklist 13).
#[derive(Debug)]
pub(crate) struct MaybeDevice(pub Option<Device>);

impl<S> Scoped<S> {
    /// Whether it may hand the scope on: nobody grants what they lack.
    pub(crate) fn may_grant(&self, scope: &str) -> bool {
        self.integrator.holds(scope)
    }

    /// Id of the access token that it presented, if it did.
    pub(crate) fn token_id(&self) -> Option<&str> {
        self.integrator.token().map(|claims| claims.id.as_str())
    }

    /// The country that the account's national numbers are read in.
    pub(crate) fn default_region(&self) -> Region {
        self.integrator.default_region
    }

    /// The account's user name.
    pub(crate) fn login_name(&self) -> &Login {
        &self.integrator.login
    }
}

impl<S: Scope, State: Send + Sync> FromRequestParts<State> for Scoped<S> {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let integrator = integrator(parts, S::LIMIT).await?;
        if !integrator.holds(S::NAME) {
            return Err(ApiError::scope_required(S::NAME));
        }
        Ok(Self { account_id: integrator.account_id.clone(), integrator, required: PhantomData })
    }
}

impl<State: Send + Sync> FromRequestParts<State> for BasicLogin {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        if !matches!(Presented::of(&parts.headers), Presented::Basic { .. }) {
            return Err(ApiError::unauthorized());
        }
        let account_id = integrator(parts, Limit::Requests).await?.account_id;
        Ok(Self { account_id })
    }
}

impl<State: Send + Sync> FromRequestParts<State> for Refreshing {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let integrator = integrator(parts, Limit::Requests).await?;
        if context(parts)?.settings.identity.tokens.is_none() {
            return Err(ApiError::token_service_disabled());
        }
        if !integrator.holds(TokensRefresh::NAME) {
            return Err(ApiError::scope_required(TokensRefresh::NAME));
        }
        // An access token that names this scope is still no refresh token.
        let token = integrator.token().ok_or_else(ApiError::unauthorized)?.clone();
        let scopes = token.original_scopes.clone().ok_or_else(ApiError::unauthorized)?;
        Ok(Self { token, scopes })
    }
}

impl<State: Send + Sync, A: Act> FromRequestParts<State> for DeviceTo<A> {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        match device(parts, A::ACT).await? {
            Some(Ok(device)) => Ok(Self { device, act: PhantomData }),
            Some(Err(barred)) => Err(ApiError::barred(barred, A::ACT)),
            None => Err(ApiError::unauthorized()),
        }
    }
}

impl<State: Send + Sync> FromRequestParts<State> for Attending {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let device = match device_uncounted(parts, GatewayAct::Attend).await? {
            Some(Ok(device)) => device,
            Some(Err(barred)) => return Err(ApiError::barred(barred, GatewayAct::Attend)),
            None => return Err(ApiError::unauthorized()),
        };
        let turn = turns::take(&device.key_digest).await.ok_or_else(ApiError::unavailable)?;
        Ok(Self { device, turn })
    }
}

impl<State: Send + Sync> FromRequestParts<State> for MaybeDevice {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let known = device(parts, GatewayAct::Attend).await?;
        Ok(Self(known.and_then(Result::ok)))
    }
}

/// The phone whose token is presented, or what keeps it from the act, counted against the token's limit; `None` where
/// there is no such token. A token that cannot be checked now is a failure, not a stranger's: a phone that is taken for
/// a stranger registers anew.
async fn device(parts: &Parts, act: GatewayAct) -> ApiResult<Option<Result<Device, Barred>>> {
    let Some((pass, known)) = presented(parts, act).await? else { return Ok(None) };
    limits::count(context(parts)?, Limit::Requests, &known.key_digest).await?;
    Ok(Some(permitted(&pass, known, act)))
}

/// The same without counting.
async fn device_uncounted(
    parts: &Parts,
    act: GatewayAct,
) -> ApiResult<Option<Result<Device, Barred>>> {
    let known = presented(parts, act).await?;
    Ok(known.map(|(pass, known)| permitted(&pass, known, act)))
}

fn permitted(pass: &GatewayPass, known: Authenticated, act: GatewayAct) -> Result<Device, Barred> {
    let (account_id, key_digest) = (known.principal.account_id, known.key_digest);
    pass.to(act).map(|id| Device { account_id, gateway_id: id.to_owned(), key_digest })
}

async fn presented(
    parts: &Parts,
    act: GatewayAct,
) -> ApiResult<Option<(GatewayPass, Authenticated)>> {
    let context = context(parts)?;
    let presented = keys::bearer(&parts.headers);
    let known = if act == GatewayAct::Connect {
        // Keys are looked up at every attempt, whoever presents them.
        let network = limits::client_network(&parts.headers);
        limits::count(context, Limit::Requests, network.expose()).await?;
        keys::authenticate_now(context, presented).await
    } else {
        keys::authenticate(context, presented).await
    };
    let known = match known {
        Ok(known) => known,
        Err(AuthFault::Missing | AuthFault::Invalid) => return Ok(None),
        Err(AuthFault::Unavailable) => return Err(ApiError::unavailable()),
    };
    let Credential::Gateway { pass, .. } = &known.principal.credential else {
        return Ok(None);
    };
    Ok(Some((pass.clone(), known)))
}

/// Authenticates, then counts the request against its account's limit: tokens are easily made, so each
/// having a limit of its own would be none.
async fn integrator(parts: &Parts, limit: Limit) -> ApiResult<Integrator> {
    let context = context(parts)?;
    let known = auth::integrator(context, &parts.headers).await?;
    limits::count(context, limit, known.account_id.as_str()).await?;
    Ok(known)
}

fn context(parts: &Parts) -> ApiResult<&RequestContext> {
    parts.extensions.get().ok_or_else(ApiError::unavailable)
}
