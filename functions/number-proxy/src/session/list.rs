//! `GET /session` (contract C.4).

use axum::Json;
use edge_kit::{RequestContext, parse_query};
use http::Uri;
use masking::ProxySessionId;
use serde::Serialize;
use store_d1::Store;
use unix_time::UnixMillis;

use super::SessionOut;
use crate::{
    access::{Client, MayConnect},
    error::{ProxyError, ProxyResult},
};

/// Maximum number of sessions in one answer.
const MAX_LISTED: u32 = 1_000;

#[derive(Serialize)]
pub(crate) struct SessionsOut {
    total_sessions: u32,
    sessions: Vec<SessionOut>,
    /// Cursor for the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<ProxySessionId>,
}

/// `GET /session`: lists open sessions, oldest first, up to a thousand; `?after=` returns the next ones. An expired
/// session is listed until it is swept.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayConnect>,
    uri: Uri,
) -> ProxyResult<Json<SessionsOut>> {
    let store = Store::open(&context.env)?;
    let query = parse_query(&uri)?;
    let named = |name: &str| query.iter().find(|(it, _)| it == name).map(|(_, text)| text);
    let limit = match named("limit") {
        None => MAX_LISTED,
        Some(text) => {
            text.parse().ok().filter(|limit| (1..=MAX_LISTED).contains(limit)).ok_or_else(|| {
                ProxyError::invalid(format!("Argument 'limit' must be between 1 and {MAX_LISTED}"))
            })?
        }
    };
    let after = match named("after") {
        None => (UnixMillis::EPOCH, ProxySessionId::from_text("")),
        Some(id) => {
            let id = &ProxySessionId::from_text(id);
            let found = store.find_session(&client.account_id, id).await?;
            let found = found.ok_or_else(|| ProxyError::session_not_found(id, "does not exist"))?;
            (found.created_at_ms, found.id)
        }
    };
    let sessions = store.list_open_sessions(&client.account_id, (after.0, &after.1), limit).await?;
    let full = u32::try_from(sessions.len()).is_ok_and(|count| count >= limit);
    // A first page that is not full holds every open session, which spares the query.
    let total_sessions = if full || !after.1.as_str().is_empty() {
        store.count_open_sessions(&client.account_id).await?
    } else {
        u32::try_from(sessions.len()).unwrap_or(u32::MAX)
    };
    let next_after = sessions.last().filter(|_| full).map(|last| last.id.clone());
    let sessions = sessions.into_iter().map(SessionOut::from).collect();
    Ok(Json(SessionsOut { total_sessions, sessions, next_after }))
}
