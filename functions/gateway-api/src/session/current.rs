//! `/api/v1/session`: the session of the caller.

use axum::Json;
use edge_kit::{NoContent, PersonSession, RequestContext, TimeSecs, session_cookie};
use http::HeaderMap;
use identity::PersonScope;
use store_d1::{Store, people::sessions::EndedSession};

use super::{
    out::{SessionAccountOut, SessionOut, SessionPersonOut, WithCookie},
    own_origin,
};
use crate::{
    access::Person,
    admin::keys::PermissionsOut,
    error::{ApiError, ApiResult},
    event_readers,
};

/// Accounts that the answer lists.
const MAX_ACCOUNTS: u32 = 100;

/// `GET /api/v1/session`: the session, its person, and what the person may do.
#[worker::send]
pub(crate) async fn show(context: RequestContext, caller: Person) -> ApiResult<Json<SessionOut>> {
    let store = Store::open(&context.env)?;
    Ok(Json(shown(&store, &caller.session).await?))
}

/// `DELETE /api/v1/session`: ends the session, and has the browser forget its cookie.
#[worker::send]
pub(crate) async fn end(
    context: RequestContext,
    caller: Person,
    headers: HeaderMap,
) -> ApiResult<WithCookie<NoContent>> {
    let ticket = &caller.session.ticket;
    Store::open(&context.env)?.end_person_session(&ticket.person, ticket.id()).await?;
    let (id, digest) = (ticket.id().to_owned(), ticket.digest.clone());
    event_readers::end_sessions(&context, &ticket.person, &[EndedSession { id, digest }]).await;
    let cookie = session_cookie::clear(&own_origin(&context, &headers)?);
    let cookie = cookie.ok_or_else(ApiError::unavailable)?;
    Ok(WithCookie { cookie, answer: NoContent })
}

/// Returns the session as its person sees it.
pub(super) async fn shown(store: &Store, session: &PersonSession) -> ApiResult<SessionOut> {
    let scope = &session.person().scope;
    let accounts = match scope {
        PersonScope::Account(account_id) => store.account_names(account_id.as_str(), 1).await?,
        PersonScope::Deployment => store.account_names("", MAX_ACCOUNTS).await?,
    };
    let is_own = |id: &str| scope.account().is_none_or(|account_id| account_id.as_str() == id);
    let account =
        |(id, name): (String, String)| is_own(&id).then_some(SessionAccountOut { id, name });
    Ok(SessionOut {
        accounts: accounts.into_iter().filter_map(account).collect(),
        created_at: TimeSecs(session.stored.created_at_ms),
        expires_at: TimeSecs(session.stored.times.expires_at_ms),
        id: session.ticket.id().to_owned(),
        method: session.stored.method.clone(),
        permissions: PermissionsOut::of(&session.role().permissions()),
        person: SessionPersonOut {
            id: session.person().id.to_string(),
            name: session.stored.name.clone(),
        },
        role: session.role().as_str(),
        scope: if scope.account().is_some() { "account" } else { "deployment" },
    })
}
