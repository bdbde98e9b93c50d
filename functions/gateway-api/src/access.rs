//! Extractors that state the permitted callers of a route (contract A.2).

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use edge_kit::{
    AnyOf, RequestContext,
    auth::{self, Act},
    client::admit,
    operator::{ACCOUNT_HEADER, admit_operator},
    people,
};
use http::request::Parts;
use identity::{Credential, OperatorToken, Permission, Permissions, PersonScope};
use ids::{AccountId, GatewayId};
use telephony::Region;
use throttling::Limit;

use crate::error::ApiError;

/// A client key that has one of the permissions `P` names.
pub(crate) type Client<P> = edge_kit::Client<P, ApiError>;

/// The operator of the deployment.
pub(crate) type Operator = edge_kit::Operator<ApiError>;

/// A person, by a session, on routes that are about the person.
pub(crate) type Person = edge_kit::Person<ApiError>;

/// An administrator of people: of an account, or of the deployment if the credential is the deployment's and the
/// request names no account.
pub(crate) struct Administrator {
    pub(crate) scope: PersonScope,
    pub(crate) permissions: Permissions,
    /// Id of the caller's session, if the caller has one.
    pub(crate) session_id: Option<String>,
}

/// A gateway whose standing permits the act `A`.
#[expect(clippy::struct_field_names, reason = "a gateway's id is called so everywhere")]
pub(crate) struct Gateway<A> {
    pub(crate) account_id: AccountId,
    pub(crate) gateway_id: GatewayId,
    /// Whether the gateway awaits approval.
    pub(crate) awaits_approval: bool,
    /// Country in which the account's national numbers are read.
    pub(crate) default_region: Region,
    act: PhantomData<A>,
}

pub(crate) struct MaySend;
impl AnyOf for MaySend {
    const PERMISSIONS: &'static [Permission] = &[Permission::SendSms];
    const LIMIT: Limit = Limit::Send;
}

pub(crate) struct MayReceive;
impl AnyOf for MayReceive {
    const PERMISSIONS: &'static [Permission] = &[Permission::ReceiveSms];
}

pub(crate) struct MaySendOrReceive;
impl AnyOf for MaySendOrReceive {
    const PERMISSIONS: &'static [Permission] = &[Permission::SendSms, Permission::ReceiveSms];
}

pub(crate) struct MaySendCodes;
impl AnyOf for MaySendCodes {
    const PERMISSIONS: &'static [Permission] = &[Permission::SendOtp, Permission::SendSms];
    const LIMIT: Limit = Limit::SendCode;
}

pub(crate) struct MayVerifyCodes;
impl AnyOf for MayVerifyCodes {
    const PERMISSIONS: &'static [Permission] = &[Permission::VerifyOtp, Permission::SendSms];
    const LIMIT: Limit = Limit::VerifyCode;
}

pub(crate) struct MayManageGateways;
impl AnyOf for MayManageGateways {
    const PERMISSIONS: &'static [Permission] = &[Permission::ManageGateways];
}

/// Like [`MayManageGateways`], for a route that sends an SMS.
pub(crate) struct MaySendThroughGateways;
impl AnyOf for MaySendThroughGateways {
    const PERMISSIONS: &'static [Permission] = &[Permission::ManageGateways];
    const LIMIT: Limit = Limit::Send;
}

pub(crate) struct MayManageAccount;
impl AnyOf for MayManageAccount {
    const PERMISSIONS: &'static [Permission] = &[Permission::ManageAccount];
}

impl<S: Send + Sync> FromRequestParts<S> for Administrator {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(ApiError::unavailable)?;
        let headers = &parts.headers;
        let presented = auth::bearer(headers);
        let session = match presented {
            None => people::authenticate(context, headers).await.ok(),
            Some(_) => None,
        };
        let session_id = session.as_ref().map(|it| it.ticket.id().to_owned());
        let is_of_deployment = presented.is_some_and(OperatorToken::has_form)
            || session.is_some_and(|it| it.person().scope == PersonScope::Deployment);
        if is_of_deployment && !headers.contains_key(ACCOUNT_HEADER) {
            let actor = admit_operator::<ApiError>(context, headers, Limit::Requests).await?;
            if !context.reads() {
                context.audit.note(PersonScope::Deployment, actor);
            }
            // Of people, only owners are admitted to changes, and reading needs no permission.
            let permissions = Permission::ALL.into_iter().collect();
            return Ok(Self { scope: PersonScope::Deployment, permissions, session_id });
        }
        let any_of = MayManageAccount::PERMISSIONS;
        let admitted = admit::<ApiError>(context, headers, any_of, Limit::Requests).await?;
        let scope = PersonScope::Account(admitted.account_id);
        Ok(Self { scope, permissions: admitted.permissions, session_id })
    }
}

impl<S: Send + Sync, A: Act> FromRequestParts<S> for Gateway<A> {
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(ApiError::unavailable)?;
        let known = auth::authenticate(context, auth::bearer(&parts.headers)).await?;
        throttling::count(context, Limit::Requests, &known.key_digest).await?;
        match known.principal.credential {
            Credential::Gateway { pass, .. } => Ok(Self {
                gateway_id: pass.to(A::ACT)?.clone(),
                awaits_approval: pass.awaits_approval(),
                account_id: known.principal.account_id,
                default_region: known.default_region,
                act: PhantomData,
            }),
            _ => Err(ApiError::insufficient_permissions()),
        }
    }
}
