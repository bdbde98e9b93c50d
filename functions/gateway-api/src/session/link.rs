//! `POST /api/v1/session/link`.

use axum::Json;
use edge_kit::{PersonSession, RequestContext};
use http::HeaderMap;
use identity::{IssuedTicket, TicketKind};
use store_d1::Store;

use super::{
    admit_stranger, cookie, current,
    input::RedeemLinkIn,
    mint,
    out::{SessionOut, WithCookie},
};
use crate::{
    error::{ApiError, ApiResult},
    event_readers,
    input::In,
};

/// Maximum body size in bytes. A request to sign in is short.
const MAX_BODY_BYTES: usize = 4_096;

/// `POST /api/v1/session/link`: begins a session by a sign-in link, which works once. Of two requests with one link, one
/// gets a session.
#[worker::send]
pub(crate) async fn redeem(
    context: RequestContext,
    headers: HeaderMap,
    In { input, .. }: In<RedeemLinkIn, MAX_BODY_BYTES>,
) -> ApiResult<WithCookie<Json<SessionOut>>> {
    let party = admit_stranger(&context, &headers).await?;
    let token = input.token.ok_or_else(|| ApiError::missing("token"))?;
    let secrets = &context.settings.server_secrets;
    let link = IssuedTicket::verify(TicketKind::SignInLink, &token, secrets);
    let link = link.ok_or_else(ApiError::sign_in_refused)?;
    let session = mint(&context, &link.person);
    let store = Store::open(&context.env)?;
    let ended = store.begin_session_by_link(&link, &session.digest(), context.now_ms).await?;
    let ended = ended.ok_or_else(ApiError::sign_in_refused)?;
    event_readers::end_sessions(&context, &link.person, &ended).await;
    let ticket = IssuedTicket { person: link.person, digest: session.digest() };
    let stored = store.find_person_session(&ticket).await?;
    let stored = stored.ok_or_else(ApiError::sign_in_refused)?;
    let begun = PersonSession { ticket, stored };
    context.audit.note(begun.person().scope.clone(), begun.actor());
    let answer = Json(current::shown(&store, &begun).await?);
    Ok(WithCookie { cookie: cookie(&party, &session)?, answer })
}
