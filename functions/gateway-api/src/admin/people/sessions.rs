//! `/api/v1/admin/people/:id/sessions`: the sessions of a person.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, answers::SuccessOut};
use store_d1::Store;

use super::{PathId, ensure_grantable, find};
use crate::{
    access::Administrator,
    error::{ApiError, ApiResult},
    event_readers,
    session::{ListedSessionOut, SessionsOut},
};

/// `GET /api/v1/admin/people/:id/sessions`: the person's sessions that are alive.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Administrator,
    path: PathId,
) -> ApiResult<Json<SessionsOut>> {
    let store = Store::open(&context.env)?;
    let (key, person) = find(&store, &caller, path).await?;
    ensure_grantable(&caller, person.role)?;
    let sessions = store.list_person_sessions(&key, context.now_ms).await?;
    let current = caller.session_id.as_deref();
    let shown = |it| ListedSessionOut::of(it, current);
    Ok(Json(SessionsOut { sessions: sessions.into_iter().map(shown).collect() }))
}

/// `DELETE /api/v1/admin/people/:id/sessions/:session_id`: ends one of the person's sessions, everywhere within ten
/// seconds, and its streams before the answer.
#[worker::send]
pub(crate) async fn end(
    context: RequestContext,
    caller: Administrator,
    path: Result<Path<(String, String)>, PathRejection>,
) -> ApiResult<Json<SuccessOut>> {
    let Ok(Path((person_id, session_id))) = path else { return Err(ApiError::person_not_found()) };
    let store = Store::open(&context.env)?;
    let (key, person) = find(&store, &caller, Ok(Path(person_id))).await?;
    ensure_grantable(&caller, person.role)?;
    let ended = store.end_person_session(&key, &session_id).await?;
    let ended = ended.ok_or_else(ApiError::session_not_found)?;
    event_readers::end_sessions(&context, &key, &[ended]).await;
    Ok(Json(SuccessOut::DONE))
}
