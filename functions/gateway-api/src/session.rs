//! `/api/v1/session`: signing in, the session of a person, and the person's own passkeys and sessions.

pub(crate) mod current;
mod input;
pub(crate) mod link;
#[cfg(feature = "openapi")]
pub(crate) mod operations;
mod out;
pub(crate) mod passkey;
pub(crate) mod passkeys;
pub(crate) mod sessions;

use ::passkeys::RelyingParty;
use axum::extract::{Path, rejection::PathRejection};
use edge_kit::{RequestContext, SessionFault, client_network, own_pages, session_cookie};
use http::{HeaderMap, HeaderValue};
use identity::{PersonKey, Ticket, TicketKind};
use runtime::OsRng;
use throttling::Limit;

use crate::error::{ApiError, ApiResult};

pub(crate) use out::{ListedSessionOut, SessionsOut};

type PathId = Result<Path<String>, PathRejection>;

/// Returns the deployment's own origin, without which no browser could be told from a stranger's page.
pub(crate) fn own_origin(context: &RequestContext, headers: &HeaderMap) -> ApiResult<RelyingParty> {
    let party = context.own_origin(headers);
    party.ok_or_else(|| ApiError::not_configured("Sign-in and its PUBLIC_URL"))
}

/// Admits a request that begins a session: from the deployment's own pages, and counted for its network.
async fn admit_stranger(context: &RequestContext, headers: &HeaderMap) -> ApiResult<RelyingParty> {
    throttling::count(context, Limit::Login, client_network(headers).expose()).await?;
    let party = own_origin(context, headers)?;
    if !own_pages::is_from_own_page(&party, headers) {
        return Err(SessionFault::CrossSite.into());
    }
    Ok(party)
}

/// Mints the secret of a session.
fn mint(context: &RequestContext, person: &PersonKey) -> Ticket {
    Ticket::mint(TicketKind::Session, person, &context.settings.server_secrets, &mut OsRng)
}

/// Returns the header that gives the session to the browser.
fn cookie(party: &RelyingParty, session: &Ticket) -> ApiResult<HeaderValue> {
    session_cookie::set(party, session.expose()).ok_or_else(ApiError::unavailable)
}
