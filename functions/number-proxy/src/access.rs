//! Extractors that authorize callers of a route.

use axum::extract::FromRequestParts;
use edge_kit::{AnyOf, RequestContext, client::admit, client_network, parse_query};
use http::{HeaderMap, request::Parts};
use identity::Permission;
use ids::AccountId;
use sms_providers::ProviderKind;
use telephony::Region;
use throttling::Limit;

use crate::error::ProxyError;

/// An integrator: a client key with one of the permissions in `P`, or any caller if the deployment is open.
pub(crate) type Client<P> = edge_kit::Client<P, ProxyError>;

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
pub(crate) struct SmsReporter {
    pub(crate) account_id: AccountId,
    /// Country for reading the account's national numbers.
    pub(crate) default_region: Region,
}

impl SmsReporter {
    pub(crate) const PERMISSIONS: &'static [Permission] = MayConnect::PERMISSIONS;
}

impl<S: Send + Sync> FromRequestParts<S> for SmsReporter {
    type Rejection = ProxyError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ProxyError> {
        let context = parts.extensions.get().ok_or_else(ProxyError::unavailable)?;
        let pairs = parse_query(&parts.uri)?;
        match pairs.into_iter().find(|(name, _)| name == "token") {
            Some((_, token)) => endpoint(context, &parts.headers, &token).await,
            None => client(context, &parts.headers).await,
        }
    }
}

/// Finds the account of a token. Only Flowroute's tokens are accepted: other providers sign or use other formats, and
/// have their own endpoints.
async fn endpoint(
    context: &RequestContext,
    headers: &HeaderMap,
    token: &str,
) -> Result<SmsReporter, ProxyError> {
    let network = client_network(headers);
    let endpoint = provider_access::find_endpoint(context, &network, token).await?;
    if endpoint.provider != ProviderKind::Flowroute {
        return Err(ProxyError::other_endpoint(endpoint.provider));
    }
    Ok(SmsReporter {
        account_id: endpoint.account_id.clone(),
        default_region: endpoint.default_region,
    })
}

/// Admits a caller without a token like every other [`Client`].
async fn client(context: &RequestContext, headers: &HeaderMap) -> Result<SmsReporter, ProxyError> {
    let any_of = SmsReporter::PERMISSIONS;
    let admitted = admit::<ProxyError>(context, headers, any_of, Limit::Requests).await?;
    Ok(SmsReporter { account_id: admitted.account_id, default_region: admitted.default_region })
}
