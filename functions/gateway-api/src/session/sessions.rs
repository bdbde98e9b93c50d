//! `/api/v1/session/sessions`: the caller's own sessions.

use axum::{Json, extract::Path};
use edge_kit::{RequestContext, answers::SuccessOut};
use store_d1::Store;

use super::{
    PathId,
    out::{ListedSessionOut, SessionsOut},
};
use crate::{
    access::Person,
    error::{ApiError, ApiResult},
    event_readers,
};

/// `GET /api/v1/session/sessions`: all of the person's sessions that are alive.
#[worker::send]
pub(crate) async fn list(context: RequestContext, caller: Person) -> ApiResult<Json<SessionsOut>> {
    let ticket = &caller.session.ticket;
    let store = Store::open(&context.env)?;
    let sessions = store.list_person_sessions(&ticket.person, context.now_ms).await?;
    let shown = |it| ListedSessionOut::of(it, Some(ticket.id()));
    Ok(Json(SessionsOut { sessions: sessions.into_iter().map(shown).collect() }))
}

/// `DELETE /api/v1/session/sessions/:id`: ends one of the person's sessions, everywhere within ten seconds, and its
/// streams before the answer.
#[worker::send]
pub(crate) async fn end(
    context: RequestContext,
    caller: Person,
    path: PathId,
) -> ApiResult<Json<SuccessOut>> {
    let Ok(Path(id)) = path else { return Err(ApiError::session_not_found()) };
    let store = Store::open(&context.env)?;
    let person = caller.session.person();
    let ended = store.end_person_session(person, &id).await?;
    let ended = ended.ok_or_else(ApiError::session_not_found)?;
    event_readers::end_sessions(&context, person, &[ended]).await;
    Ok(Json(SuccessOut::DONE))
}
