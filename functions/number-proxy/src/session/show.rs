//! `GET /session/{session_id}`, which the original lacks.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use masking::ProxySessionId;
use serde::Serialize;
use store_d1::Store;

use super::{SessionOut, date};
use crate::{
    access::{Client, MayConnect},
    error::{ProxyError, ProxyResult},
};

#[derive(Serialize)]
pub(crate) struct SessionDetailsOut {
    #[serde(flatten)]
    session: SessionOut,
    /// `open` or `closed`.
    status: &'static str,
    date_closed: Option<String>,
    /// `ended`, `expired`, or `rolled_back`.
    closed_reason: Option<String>,
}

/// `GET /session/{session_id}`: returns a session, open or closed.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayConnect>,
    path: Result<Path<String>, PathRejection>,
) -> ProxyResult<Json<SessionDetailsOut>> {
    let session_id = ProxySessionId::from_text(path.map(|Path(id)| id).unwrap_or_default());
    let found = Store::open(&context.env)?.find_session(&client.account_id, &session_id).await?;
    let found =
        found.ok_or_else(|| ProxyError::session_not_found(&session_id, "does not exist"))?;
    Ok(Json(SessionDetailsOut {
        status: if found.closed_at_ms.is_some() { "closed" } else { "open" },
        date_closed: found.closed_at_ms.map(date),
        closed_reason: found.closed_reason.clone(),
        session: found.into(),
    }))
}
