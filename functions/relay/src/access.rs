//! Extractors that authorize callers of a route.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{RequestContext, auth};
use http::{HeaderMap, request::Parts};
use identity::{AccountId, Credential, Permission};
use throttling::Limit;

use crate::error::RelayError;

/// A caller with a client key that has one of the permissions in `P`.
pub(crate) struct Client<P> {
    pub(crate) account_id: AccountId,
    required: PhantomData<P>,
}

/// Permissions, any one of which is enough.
pub(crate) trait AnyOf {
    const PERMISSIONS: &'static [Permission];
}

/// Permission to manage gateway clients and nodes.
pub(crate) struct MayManageGateways;
impl AnyOf for MayManageGateways {
    const PERMISSIONS: &'static [Permission] =
        &[Permission::ManageAccount, Permission::ManageGateways];
}

/// Permission to manage the account's settings and its log of publications.
pub(crate) struct MayManage;
impl AnyOf for MayManage {
    const PERMISSIONS: &'static [Permission] = &[Permission::ManageAccount];
}

/// Permission to publish for another person, whose number the caller only names.
pub(crate) struct MayPublish;
impl AnyOf for MayPublish {
    const PERMISSIONS: &'static [Permission] = &[Permission::Publish];
}

impl<S: Send + Sync, P: AnyOf + Send> FromRequestParts<S> for Client<P> {
    type Rejection = RelayError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, RelayError> {
        let context: &RequestContext =
            parts.extensions.get().ok_or_else(RelayError::unavailable)?;
        let known = auth::authenticate(context, key(&parts.headers)).await?;
        throttling::count(context, Limit::Requests, &known.key_digest).await?;
        match known.principal.credential {
            Credential::Client { permissions, .. } if permissions.allows_any(P::PERMISSIONS) => {
                Ok(Self { account_id: known.principal.account_id, required: PhantomData })
            }
            _ => Err(RelayError::forbidden()),
        }
    }
}

/// Returns the key from `X-API-Key`, or a Bearer token.
fn key(headers: &HeaderMap) -> Option<&str> {
    let own = headers.get("x-api-key").and_then(|value| value.to_str().ok());
    own.map(str::trim).filter(|key| !key.is_empty()).or_else(|| auth::bearer(headers))
}
