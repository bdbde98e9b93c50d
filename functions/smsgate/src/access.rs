//! Extractors that state the permitted callers of a route (contract 2 and 6).

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{
    AuthFault, RequestContext, auth as keys,
    auth::{Act, AuthenticatedCaller},
    client_network,
};
use http::{Method, request::Parts};
use identity::{Credential, GatewayAct, GatewayBarred, GatewayPass, Login, token::TokenClaims};
use ids::{AccountId, GatewayId};
use telephony::Region;
use throttling::Limit;

use crate::{
    auth::{self, Credentials, Integrator},
    error::{ApiError, ApiResult},
    request_queues::{self, QueueTurn},
    scopes::{Scope, TokensRefresh},
    signs_of_life,
};

/// An integrator with the scope `S`: by name and password, which grant every scope, or by a token.
#[derive(Debug)]
pub(crate) struct Scoped<S> {
    pub account_id: AccountId,
    integrator: Integrator,
    required: PhantomData<S>,
}

/// An integrator by name and password; a token is not accepted.
#[derive(Debug)]
pub(crate) struct BasicLogin {
    pub account_id: AccountId,
}

/// The holder of an unused refresh token.
#[derive(Debug)]
pub(crate) struct RefreshTokenHolder {
    pub token: TokenClaims,
    /// Scopes of the access tokens that it is exchanged for.
    pub scopes: Vec<String>,
}

/// A phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    pub account_id: AccountId,
    pub gateway_id: GatewayId,
    /// Digest of the presented token.
    pub key_digest: String,
}

/// A phone with its device token whose standing permits the act `A`.
#[derive(Debug)]
pub(crate) struct DeviceTo<A> {
    pub device: Device,
    act: PhantomData<A>,
}

/// A phone that fetches or reports. It has no per-minute limit, because a batch of messages causes as many fetches and
/// reports, but a limit of concurrent requests.
#[derive(Debug)]
pub(crate) struct FetchingDevice {
    pub device: Device,
    /// Place of the request, which is free again when this is dropped.
    pub turn: QueueTurn,
}

/// A phone with its device token, or an unauthenticated caller (checklist 13).
#[derive(Debug)]
pub(crate) struct MaybeDevice(pub Option<Device>);

impl<S> Scoped<S> {
    /// Whether the caller may grant the scope: it must hold the scope itself.
    pub(crate) fn may_grant(&self, scope: &str) -> bool {
        self.integrator.holds(scope)
    }

    /// Id of the presented access token; `None` for a password.
    pub(crate) fn token_id(&self) -> Option<&str> {
        self.integrator.token().map(|claims| claims.id.as_str())
    }

    /// Country in which the account's national numbers are read.
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
        if !matches!(Credentials::of(&parts.headers), Credentials::Basic { .. }) {
            return Err(ApiError::unauthorized());
        }
        let account_id = integrator(parts, Limit::Requests).await?.account_id;
        Ok(Self { account_id })
    }
}

impl<State: Send + Sync> FromRequestParts<State> for RefreshTokenHolder {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let integrator = integrator(parts, Limit::Requests).await?;
        // Without a secret every token was refused above, so this is for passwords (contract 2.2).
        if context(parts)?.settings.identity.tokens.is_none() {
            return Err(ApiError::token_service_disabled());
        }
        // A password lacks this scope as well: 403, not 401 (contract 2.2).
        if !integrator.holds(TokensRefresh::NAME) {
            return Err(ApiError::scope_required(TokensRefresh::NAME));
        }
        // An access token that names this scope is still not a refresh token.
        let token = integrator.token().ok_or_else(ApiError::unauthorized)?.clone();
        let scopes = token.original_scopes.clone().ok_or_else(ApiError::unauthorized)?;
        Ok(Self { token, scopes })
    }
}

impl<State: Send + Sync, A: Act> FromRequestParts<State> for DeviceTo<A> {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        match authenticate_and_count_device(parts, A::ACT).await? {
            Some(Ok(device)) => {
                // A stream announces itself.
                if A::ACT != GatewayAct::Connect {
                    signs_of_life::record(context(parts)?, &device.account_id, &device.gateway_id);
                }
                Ok(Self { device, act: PhantomData })
            }
            Some(Err(barred)) => Err(ApiError::barred(barred, A::ACT)),
            None => Err(ApiError::unauthorized()),
        }
    }
}

impl<State: Send + Sync> FromRequestParts<State> for FetchingDevice {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let device = match authenticate_device_uncounted(parts, GatewayAct::Attend).await? {
            Some(Ok(device)) => device,
            Some(Err(barred)) => return Err(ApiError::barred(barred, GatewayAct::Attend)),
            None => return Err(ApiError::unauthorized()),
        };
        // A fetch tells the Dispatcher, and a phone that reports has mostly just fetched.
        let context = context(parts)?;
        if parts.method == Method::GET {
            signs_of_life::record_told(&device.gateway_id, context.now_ms);
        } else {
            signs_of_life::record(context, &device.account_id, &device.gateway_id);
        }
        let turn =
            request_queues::take(&device.key_digest).await.ok_or_else(ApiError::unavailable)?;
        Ok(Self { device, turn })
    }
}

impl<State: Send + Sync> FromRequestParts<State> for MaybeDevice {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &State) -> ApiResult<Self> {
        let known = authenticate_and_count_device(parts, GatewayAct::Attend).await?;
        Ok(Self(known.and_then(Result::ok)))
    }
}

/// Authenticates a phone and counts the request against the token's limit. Returns the phone, or the standing that bars
/// the act; `None` for an unknown token. A token that cannot be checked at the moment is an error and not `None`,
/// because a phone that is refused as unknown registers again.
async fn authenticate_and_count_device(
    parts: &Parts,
    act: GatewayAct,
) -> ApiResult<Option<Result<Device, GatewayBarred>>> {
    let Some((pass, known)) = presented(parts, act).await? else { return Ok(None) };
    throttling::count(context(parts)?, Limit::Requests, &known.key_digest).await?;
    Ok(Some(permitted(&pass, known, act)))
}

/// Authenticates a phone without counting the request.
async fn authenticate_device_uncounted(
    parts: &Parts,
    act: GatewayAct,
) -> ApiResult<Option<Result<Device, GatewayBarred>>> {
    let known = presented(parts, act).await?;
    Ok(known.map(|(pass, known)| permitted(&pass, known, act)))
}

fn permitted(
    pass: &GatewayPass,
    known: AuthenticatedCaller,
    act: GatewayAct,
) -> Result<Device, GatewayBarred> {
    let (account_id, key_digest) = (known.principal.account_id, known.key_digest);
    pass.to(act).map(|id| Device { account_id, gateway_id: id.clone(), key_digest })
}

async fn presented(
    parts: &Parts,
    act: GatewayAct,
) -> ApiResult<Option<(GatewayPass, AuthenticatedCaller)>> {
    let context = context(parts)?;
    let presented = keys::bearer(&parts.headers);
    let known = if act == GatewayAct::Connect {
        // Connecting always reads D1 and not the cache, so attempts are counted by network before the look-up.
        let network = client_network(&parts.headers);
        throttling::count(context, Limit::Requests, network.expose()).await?;
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

/// Authenticates, then counts the request against its account's limit. Limits per token would be ineffective, because
/// a caller can easily create more tokens.
async fn integrator(parts: &Parts, limit: Limit) -> ApiResult<Integrator> {
    let context = context(parts)?;
    let known = auth::integrator(context, &parts.headers).await?;
    throttling::count(context, limit, known.account_id.as_str()).await?;
    Ok(known)
}

fn context(parts: &Parts) -> ApiResult<&RequestContext> {
    parts.extensions.get().ok_or_else(ApiError::unavailable)
}
