//! Extractor for callers who act for an account: with a client key, or with a credential of the deployment that names
//! the account. Every face uses it, with its own permissions and its own error type.

use std::{future::Future, marker::PhantomData};

use axum::{extract::FromRequestParts, response::IntoResponse};
use http::{HeaderMap, request::Parts};
use identity::{Actor, Credential, OperatorToken, Permission, Permissions, PersonScope};
use ids::AccountId;
use telephony::Region;
use throttling::{Limit, LimitExceeded};

use crate::{
    AccountFault, AuthFault, FaceError, RequestContext, SessionFault, audit,
    auth::{self, AuthenticatedCaller},
    face_error::StoreError,
    operator, people, session_cookie,
};

/// A caller who has one of the permissions in `P` for an account. Refusals are the face's error type `E`.
pub struct Client<P, E> {
    pub account_id: AccountId,
    pub permissions: Permissions,
    /// Country in which the account's national numbers are read.
    pub default_region: Region,
    /// Author of the request, for what records who changed something.
    pub actor: Actor,
    types: PhantomData<fn() -> (P, E)>,
}

/// Permissions, any one of which is sufficient, and the limit that the request counts against.
pub trait AnyOf: 'static {
    const PERMISSIONS: &'static [Permission];
    const LIMIT: Limit = Limit::Requests;
}

/// Error type of a face that has clients: how they present their keys, and the answer to those that may not pass.
pub trait ClientError:
    FaceError
    + From<AuthFault>
    + From<AccountFault>
    + From<LimitExceeded>
    + From<SessionFault>
    + From<StoreError>
    + IntoResponse
    + 'static
{
    /// Returns the failure of a caller whose key lacks every required permission.
    fn insufficient_permissions() -> Self;

    /// Returns the key that a request presents. The default reads a bearer token.
    fn presented_key(headers: &HeaderMap) -> Option<&str> {
        auth::bearer(headers)
    }

    /// Returns the account that a caller without a key acts for. By default there is none, and a key is required.
    ///
    /// # Errors
    /// The caller may not pass for another reason, or the account cannot be read.
    fn keyless(
        _context: &RequestContext,
        _headers: &HeaderMap,
    ) -> impl Future<Output = Result<Option<AdmittedAccount>, Self>> {
        async { Ok(None) }
    }
}

/// An account for which a caller may act.
#[derive(Clone, Debug)]
pub struct AdmittedAccount {
    pub account_id: AccountId,
    pub permissions: Permissions,
    /// Country in which the account's national numbers are read.
    pub default_region: Region,
    pub actor: Actor,
}

/// Returns the key of the header `X-API-Key`, or else a bearer token.
pub fn api_key_or_bearer(headers: &HeaderMap) -> Option<&str> {
    let own = headers.get("x-api-key").and_then(|value| value.to_str().ok());
    own.map(str::trim).filter(|key| !key.is_empty()).or_else(|| auth::bearer(headers))
}

/// Admits a caller: authenticates its credential, counts the request against the credential's limit, and checks the
/// permissions. A presented credential must be valid even where none is required.
///
/// # Errors
/// The face's own failures for a missing or invalid credential, an exceeded limit, missing permissions, and an account
/// that cannot be acted on.
pub async fn admit<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    any_of: &[Permission],
    limit: Limit,
) -> Result<AdmittedAccount, E> {
    let admitted = authorize::<E>(context, headers, any_of, limit).await?;
    if !context.reads() && audit::is_recorded(&admitted.actor, any_of) {
        let scope = PersonScope::Account(admitted.account_id.clone());
        context.audit.note(scope, admitted.actor.clone());
    }
    Ok(admitted)
}

async fn authorize<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    any_of: &[Permission],
    limit: Limit,
) -> Result<AdmittedAccount, E> {
    let presented = E::presented_key(headers);
    if presented.is_none()
        && let Some(admitted) = E::keyless(context, headers).await?
    {
        // Permissions are not checked: whoever opens a face to callers without keys opens all of its routes.
        return Ok(admitted);
    }
    if presented.is_none() && session_cookie::is_present(headers) && people::are_for_people(any_of)
    {
        return people::admit_to_account(context, headers, any_of, limit).await;
    }
    if let Some(token) = presented.filter(|it| OperatorToken::has_form(it)) {
        return operator::admit_to_account(context, headers, token, limit).await;
    }
    let known = auth::authenticate(context, presented).await.map_err(E::from)?;
    throttling::count(context, limit, &known.key_digest).await.map_err(E::from)?;
    let AuthenticatedCaller { principal, default_region, .. } = known;
    match principal.credential {
        Credential::Client { key_id, permissions } if permissions.allows_any(any_of) => {
            let (account_id, actor) = (principal.account_id, Actor::Key { key_id });
            Ok(AdmittedAccount { account_id, permissions, default_region, actor })
        }
        _ => Err(E::insufficient_permissions()),
    }
}

impl<S: Send + Sync, P: AnyOf, E: ClientError> FromRequestParts<S> for Client<P, E> {
    type Rejection = E;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, E> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(E::unavailable)?;
        let admitted: AdmittedAccount =
            admit::<E>(context, &parts.headers, P::PERMISSIONS, P::LIMIT).await?;
        let AdmittedAccount { account_id, permissions, default_region, actor } = admitted;
        Ok(Self { account_id, permissions, default_region, actor, types: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn api_key_header_comes_before_a_bearer_token_unless_it_is_blank() {
        let mut headers = HeaderMap::new();
        assert_eq!(api_key_or_bearer(&headers), None);
        headers.insert("authorization", HeaderValue::from_static("Bearer second"));
        assert_eq!(api_key_or_bearer(&headers), Some("second"));
        headers.insert("x-api-key", HeaderValue::from_static("  "));
        assert_eq!(api_key_or_bearer(&headers), Some("second"));
        headers.insert("x-api-key", HeaderValue::from_static(" first "));
        assert_eq!(api_key_or_bearer(&headers), Some("first"));
    }
}
