//! `GET /api/v1/admin/events`: all that happens to an account, live.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;

use axum::response::Response;
use edge_kit::{RequestContext, event_stream};
use http::HeaderMap;

use self::input::FollowEventsIn;
use crate::{
    access::{Client, MayManageGateways},
    error::{ApiError, ApiResult},
    input::In,
};

const LAST_EVENT_ID: &str = "last-event-id";

/// `GET /api/v1/admin/events`: streams the account's events: those after `Last-Event-ID` or `after`, or those from now
/// on. The stream ends when its time is up, and the reader continues with the next.
#[worker::send]
pub(crate) async fn follow(
    context: RequestContext,
    client: Client<MayManageGateways>,
    headers: HeaderMap,
    In { input, .. }: In<FollowEventsIn>,
) -> ApiResult<Response> {
    // The header has precedence: a browser that reconnects sends it beside the query of the first time.
    let after = match headers.get(LAST_EVENT_ID) {
        Some(cursor) => {
            let cursor = cursor.to_str().ok().map(str::trim);
            // A browser that has seen no event yet sends an empty one.
            cursor.filter(|it| !it.is_empty()).map(input::parse_cursor)
        }
        None => input.after.map(Some),
    };
    let after = match after {
        Some(None) => {
            let text = "Last-Event-ID is not the id of an event";
            return Err(ApiError::invalid("Last-Event-ID", text));
        }
        Some(after) => after,
        None => None,
    };
    event_stream::open_account(&context, &headers, &client.account_id, after).await
}
