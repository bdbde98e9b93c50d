//! `GET /session` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use masking::ProxySessionId;
use serde::Serialize;
use store_d1::Store;
use unix_time::UnixMillis;

use super::SessionOut;
use crate::{
    access::{Client, MayConnect},
    error::{ProxyError, ProxyResult},
    input::{FromQuery, Query, QueryPairs},
};

/// Maximum number of sessions in one answer.
const MAX_LISTED: u32 = 1_000;

/// Query of `GET /session`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListSessionsIn {
    /// Sessions per page.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<u32>", range(min = 1, max = 1000), extend("default" = 1000))
    )]
    limit: u32,
    /// `next_after` of the page before, or the id of any session: the page begins with the session created after it.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    after: Option<ProxySessionId>,
}

/// Answer of `GET /session`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct SessionsOut {
    /// Number of open sessions on all pages.
    total_sessions: u32,
    sessions: Vec<SessionOut>,
    /// Cursor of the next page; absent on a page that is not full.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    next_after: Option<ProxySessionId>,
}

/// `GET /session`: lists open sessions, oldest first, up to a thousand; `?after=` returns the next ones. An expired
/// session is listed until it is swept.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayConnect>,
    Query(ListSessionsIn { limit, after }): Query<ListSessionsIn>,
) -> ProxyResult<Json<SessionsOut>> {
    let store = Store::open(&context.env)?;
    let after = match after {
        None => (UnixMillis::EPOCH, ProxySessionId::from_text("")),
        Some(id) => {
            let found = store.find_session(&client.account_id, &id).await?;
            let found =
                found.ok_or_else(|| ProxyError::session_not_found(&id, "does not exist"))?;
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

impl FromQuery for ListSessionsIn {
    fn read(query: &QueryPairs) -> ProxyResult<Self> {
        let limit = match query.text("limit") {
            None => MAX_LISTED,
            Some(text) => {
                let limit = text.parse().ok().filter(|limit| (1..=MAX_LISTED).contains(limit));
                limit.ok_or_else(|| {
                    let message = format!("Argument 'limit' must be between 1 and {MAX_LISTED}");
                    ProxyError::invalid(message)
                })?
            }
        };
        Ok(Self { limit, after: query.text("after").map(ProxySessionId::from_text) })
    }
}
