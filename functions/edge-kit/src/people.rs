//! People with a session: a third credential beside keys and the operator's token.
//!
//! A session is accepted wherever a permission to administer is enough. Reading needs no permission, since every role
//! reads what administrators see; changing needs one that the role has. A person of the deployment names the account by
//! [`ACCOUNT_HEADER`](crate::operator::ACCOUNT_HEADER).

use std::{cell::RefCell, marker::PhantomData, sync::Arc};

use axum::{extract::FromRequestParts, response::IntoResponse};
use http::{HeaderMap, request::Parts};
use identity::{Actor, IssuedTicket, Permission, PersonKey, PersonScope, Role, TicketKind};
use runtime::{
    log::{self, events::RequestEvent},
    short_cache::{CacheLookup, ShortCache},
};
use store_d1::{Store, StoreError, people::sessions::StoredSession};
use throttling::Limit;

use crate::{
    ClientError, ErrorCode, RequestContext, client::AdmittedAccount, operator, own_pages,
    session_cookie,
};

thread_local! {
    static SESSIONS: RefCell<ShortCache<CachedSession>> = RefCell::default();
}

/// Reason why a session is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionFault {
    /// There is none, or it has ended.
    None,
    /// The request changes something and does not come from the deployment's own pages.
    CrossSite,
    /// The session cannot be looked up now.
    Unavailable,
}

/// A session with its person.
#[derive(Clone, Debug)]
pub struct PersonSession {
    pub ticket: IssuedTicket,
    pub stored: StoredSession,
}

/// A person by a session, on routes that are about the person. Refusals are the face's error type `E`.
pub struct Person<E> {
    pub session: PersonSession,
    error: PhantomData<fn() -> E>,
}

#[derive(Clone, Debug)]
struct CachedSession {
    person: PersonKey,
    stored: StoredSession,
}

impl SessionFault {
    /// Returns the fault in words for the caller.
    pub fn text(self) -> &'static str {
        match self {
            Self::None => "There is no session, or it has ended",
            Self::CrossSite => "The request must come from the deployment's own pages, as JSON",
            Self::Unavailable => "Service temporarily unavailable",
        }
    }

    pub fn code(self) -> ErrorCode {
        match self {
            Self::None => ErrorCode::InvalidSession,
            Self::CrossSite => ErrorCode::CrossSiteRequest,
            Self::Unavailable => ErrorCode::Unavailable,
        }
    }

    pub fn status(self) -> http::StatusCode {
        match self {
            Self::None => http::StatusCode::UNAUTHORIZED,
            Self::CrossSite => http::StatusCode::FORBIDDEN,
            Self::Unavailable => http::StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl PersonSession {
    pub fn person(&self) -> &PersonKey {
        &self.ticket.person
    }

    pub fn role(&self) -> Role {
        self.stored.role
    }

    pub fn actor(&self) -> Actor {
        Actor::Person { person_id: self.person().id.clone(), name: self.stored.name.clone() }
    }

    /// Whether the person may make this request where one of the permissions is needed.
    fn may(&self, context: &RequestContext, any_of: &[Permission]) -> bool {
        context.reads() || self.role().permissions().allows_any(any_of)
    }
}

/// Whether a session may be used where one of these permissions is enough.
pub fn are_for_people(any_of: &[Permission]) -> bool {
    any_of.iter().any(|permission| permission.is_administrative())
}

/// Evicts a session, so that its next use looks it up. Called when it ends.
pub fn forget(digest: &str) {
    SESSIONS.with_borrow_mut(|sessions| sessions.forget(digest));
}

/// Evicts all sessions of a person. Called when the person is changed.
pub fn forget_person(person: &PersonKey) {
    SESSIONS.with_borrow_mut(|sessions| sessions.retain(|it| it.person != *person));
}

/// Authenticates the session of a request. A cookie that was never issued costs no I/O; any other at most one D1 read
/// in ten seconds.
pub async fn authenticate(
    context: &RequestContext,
    headers: &HeaderMap,
) -> Result<PersonSession, SessionFault> {
    let ticket = presented(context, headers)?;
    if let PersonScope::Account(account_id) = &ticket.person.scope {
        log::set_account(account_id.as_str());
    }
    let stored = look_up(context, &ticket).await?.ok_or(SessionFault::None)?;
    if !stored.times.is_alive_at(context.now_ms) {
        return Err(SessionFault::None);
    }
    touch_if_stale(context, &ticket, &stored);
    Ok(PersonSession { ticket, stored })
}

/// Authenticates for streams, which outlive the cache: a session that is cached as begun is looked up again.
pub(crate) async fn authenticate_now(
    context: &RequestContext,
    headers: &HeaderMap,
) -> Result<PersonSession, SessionFault> {
    let digest = presented(context, headers)?.digest;
    let cached = SESSIONS.with_borrow(|sessions| sessions.find(&digest, context.now_ms));
    if matches!(cached, CacheLookup::Found(_)) {
        forget(&digest);
    }
    authenticate(context, headers).await
}

/// Returns the ticket of the session's cookie, of which only the database knows whether it is still valid.
fn presented(context: &RequestContext, headers: &HeaderMap) -> Result<IssuedTicket, SessionFault> {
    let party = context.own_origin(headers).ok_or(SessionFault::None)?;
    let cookie = session_cookie::find(&party, headers).ok_or(SessionFault::None)?;
    if !context.reads() && !own_pages::is_from_own_page(&party, headers) {
        return Err(SessionFault::CrossSite);
    }
    let secrets = &context.settings.server_secrets;
    let ticket = IssuedTicket::verify(TicketKind::Session, cookie, secrets);
    ticket.ok_or(SessionFault::None)
}

/// Admits a person to an account.
///
/// # Errors
/// The face's own failures for a session that is not accepted, an exceeded limit, a role that does not permit the
/// request, and an account that cannot be acted on.
pub(crate) async fn admit_to_account<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    any_of: &[Permission],
    limit: Limit,
) -> Result<AdmittedAccount, E> {
    let session = counted::<E>(context, headers, limit).await?;
    if !session.may(context, any_of) {
        return Err(E::insufficient_permissions());
    }
    let (account_id, default_region, codes_policy) = match &session.person().scope {
        PersonScope::Account(account_id) => {
            let region = session.stored.default_region.unwrap_or(context.settings.default_region);
            // People send no codes, so the policy is not looked up.
            (account_id.clone(), region, Arc::default())
        }
        PersonScope::Deployment => operator::named_account::<E>(context, headers).await?,
    };
    let (permissions, actor) = (session.role().permissions(), session.actor());
    Ok(AdmittedAccount { account_id, permissions, default_region, codes_policy, actor })
}

/// Admits a person of the deployment to the deployment's routes: every role reads, and owners change things.
///
/// # Errors
/// The same as those of [`admit_to_account`].
pub(crate) async fn admit_to_deployment<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    limit: Limit,
) -> Result<PersonSession, E> {
    let session = counted::<E>(context, headers, limit).await?;
    let is_of_deployment = session.person().scope == PersonScope::Deployment;
    if is_of_deployment && session.may(context, &[Permission::ManageAccount]) {
        return Ok(session);
    }
    Err(E::insufficient_permissions())
}

async fn counted<E: ClientError>(
    context: &RequestContext,
    headers: &HeaderMap,
    limit: Limit,
) -> Result<PersonSession, E> {
    let session = authenticate(context, headers).await.map_err(E::from)?;
    throttling::count(context, limit, &session.ticket.digest).await.map_err(E::from)?;
    Ok(session)
}

async fn look_up(
    context: &RequestContext,
    ticket: &IssuedTicket,
) -> Result<Option<StoredSession>, SessionFault> {
    match SESSIONS.with_borrow(|sessions| sessions.find(&ticket.digest, context.now_ms)) {
        CacheLookup::Found(session) => return Ok(Some(session.stored)),
        CacheLookup::NotFound => return Ok(None),
        CacheLookup::Nothing => {}
    }
    let unavailable = |error: StoreError| {
        log::write(&RequestEvent::SessionNotLookedUp { error: &error });
        SessionFault::Unavailable
    };
    let store = Store::open(&context.env).map_err(unavailable)?;
    let stored = store.find_person_session(ticket).await.map_err(unavailable)?;
    let cached = stored
        .as_ref()
        .map(|stored| CachedSession { person: ticket.person.clone(), stored: stored.clone() });
    SESSIONS.with_borrow_mut(|sessions| {
        sessions.remember(&ticket.digest, cached, context.now_ms);
    });
    Ok(stored)
}

fn touch_if_stale(context: &RequestContext, ticket: &IssuedTicket, stored: &StoredSession) {
    if !stored.times.is_stale_at(context.now_ms) {
        return;
    }
    let now_ms = context.now_ms;
    // Recorded before the write, so that concurrent requests with this session do not write as well.
    SESSIONS.with_borrow_mut(|sessions| {
        if let Some(session) = sessions.found_mut(&ticket.digest) {
            session.stored.times.used_at_ms = now_ms;
        }
    });
    let (env, ticket) = (context.env.clone(), ticket.clone());
    context.background.spawn(async move {
        let touched = match Store::open(&env) {
            Ok(store) => store.touch_person_session(&ticket, now_ms).await,
            Err(error) => Err(error),
        };
        if let Err(error) = touched {
            log::write(&RequestEvent::SessionUseNotRecorded { error: &error });
        }
    });
}

impl<S: Send + Sync, E: ClientError + IntoResponse> FromRequestParts<S> for Person<E> {
    type Rejection = E;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, E> {
        let context = parts.extensions.get::<RequestContext>().ok_or_else(E::unavailable)?;
        let session = counted::<E>(context, &parts.headers, Limit::Requests).await?;
        if !context.reads() {
            context.audit.note_if_done(session.person().scope.clone(), session.actor());
        }
        Ok(Self { session, error: PhantomData })
    }
}
