//! Extractors that authorize callers of a route.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{RequestContext, auth, client_network, parse_urlencoded};
use http::{HeaderMap, request::Parts};
use identity::{AccountId, Credential, Permission};
use sms_providers::ProviderKind;
use store_d1::Store;
use telephony::Region;
use throttling::Limit;

use crate::error::ProxyError;

/// An integrator: a client key with one of the permissions in `P`, or any caller if the deployment is open.
pub(crate) struct Client<P> {
    pub(crate) account_id: AccountId,
    /// Country for reading the account's national numbers.
    pub(crate) default_region: Region,
    required: PhantomData<P>,
}

/// Permissions, any one of which is enough.
pub(crate) trait AnyOf {
    const PERMISSIONS: &'static [Permission];
}

/// Permission to manage the pool and its rules.
pub(crate) struct MayManage;
impl AnyOf for MayManage {
    const PERMISSIONS: &'static [Permission] =
        &[Permission::ManageAccount, Permission::ManageGateways];
}

/// Permission to manage sessions, which send SMS.
pub(crate) struct MayConnect;
impl AnyOf for MayConnect {
    const PERMISSIONS: &'static [Permission] = &[Permission::ManageAccount, Permission::SendSms];
}

/// Reporter of an inbound SMS: a provider with its endpoint's token (`?token=`), or a [`Client`].
pub(crate) struct Caller {
    pub(crate) account_id: AccountId,
    /// Country for reading the account's national numbers.
    pub(crate) default_region: Region,
}

impl Caller {
    pub(crate) const PERMISSIONS: &'static [Permission] = MayConnect::PERMISSIONS;
}

impl<S: Send + Sync, P: AnyOf + Send> FromRequestParts<S> for Client<P> {
    type Rejection = ProxyError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ProxyError> {
        let context = parts.extensions.get().ok_or_else(ProxyError::unavailable)?;
        let known = client(context, &parts.headers, P::PERMISSIONS).await?;
        let Caller { account_id, default_region } = known;
        Ok(Self { account_id, default_region, required: PhantomData })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ProxyError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ProxyError> {
        let context = parts.extensions.get().ok_or_else(ProxyError::unavailable)?;
        let query = parts.uri.query().unwrap_or_default();
        let pairs = parse_urlencoded(query.as_bytes()).unwrap_or_default();
        match pairs.into_iter().find(|(name, _)| name == "token") {
            Some((_, token)) => endpoint(context, &parts.headers, &token).await,
            None => client(context, &parts.headers, Self::PERMISSIONS).await,
        }
    }
}

/// Finds the account of a token. Only Flowroute's tokens are accepted: other providers sign or use other formats, and
/// have their own endpoints.
async fn endpoint(
    context: &RequestContext,
    headers: &HeaderMap,
    token: &str,
) -> Result<Caller, ProxyError> {
    let network = client_network(headers);
    let endpoint = provider_access::find_endpoint(context, &network, token).await?;
    if endpoint.provider != ProviderKind::Flowroute {
        return Err(ProxyError::other_endpoint(endpoint.provider));
    }
    Ok(Caller { account_id: endpoint.account_id.clone(), default_region: endpoint.default_region })
}

/// Authenticates the caller, then counts the request against the key's limit, or the network's without a key. A
/// presented key must be valid even if the deployment is open.
async fn client(
    context: &RequestContext,
    headers: &HeaderMap,
    any_of: &[Permission],
) -> Result<Caller, ProxyError> {
    let presented = key(headers);
    if presented.is_none() && context.settings.masking.open {
        let network = client_network(headers);
        throttling::count(context, Limit::Requests, network.expose()).await?;
        let found = Store::open(&context.env)?.default_account_with_country().await?;
        let (account_id, default_region) = found.ok_or_else(ProxyError::unauthorized)?;
        let default_region = default_region.unwrap_or(context.settings.default_region);
        return Ok(Caller { account_id, default_region });
    }
    let known = auth::authenticate(context, presented).await?;
    throttling::count(context, Limit::Requests, &known.key_digest).await?;
    match known.principal.credential {
        Credential::Client { permissions, .. } if permissions.allows_any(any_of) => {
            let (account_id, default_region) = (known.principal.account_id, known.default_region);
            Ok(Caller { account_id, default_region })
        }
        _ => Err(ProxyError::forbidden()),
    }
}

/// Returns the key from `X-API-Key`, or a Bearer token.
fn key(headers: &HeaderMap) -> Option<&str> {
    let own = headers.get("x-api-key").and_then(|value| value.to_str().ok());
    own.map(str::trim).filter(|key| !key.is_empty()).or_else(|| auth::bearer(headers))
}
