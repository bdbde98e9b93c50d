//! `GET /session/{session_id}`, which the original lacks.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use masking::ProxySessionId;
use serde::Serialize;
use store_d1::Store;

use super::{DateOut, SessionOut};
use crate::{
    access::{Client, MayConnect},
    error::{ProxyError, ProxyResult},
};

/// Answer of `GET /session/{session_id}`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SessionDetailsOut {
    #[serde(flatten)]
    session: SessionOut,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = ["open", "closed"])))]
    status: &'static str,
    /// `null` while the session is open.
    date_closed: Option<DateOut>,
    /// Why the session is closed; `null` while it is open.
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["ended", "expired", "rolled_back", null]))
    )]
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
        date_closed: found.closed_at_ms.map(DateOut),
        closed_reason: found.closed_reason.clone(),
        session: found.into(),
    }))
}
