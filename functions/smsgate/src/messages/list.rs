//! `GET /messages` (contract 3.3).

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::RequestContext;
use http::HeaderValue;
use messaging::message::Metric;
use serde_json::Value;
use store_d1::{Store, message_pages::MessageQuery};

use super::shown;
use crate::{
    access::Scoped,
    answer::TOTAL_COUNT,
    calls,
    error::{ApiError, ApiResult},
    query::Query,
    scopes::MessagesList,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: i64 = 100;
const DEVICE_ID_CHARS: usize = 21;
const STATES: [&str; 7] =
    ["Pending", "Cancelling", "Cancelled", "Processed", "Sent", "Delivered", "Failed"];

/// `GET /messages`: a page, and the number of messages on all pages in a header.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<MessagesList>,
    query: Query,
) -> ApiResult<Response> {
    let wanted = read(&query)?;
    let with_content = query.boolean("includeContent")?.unwrap_or(false);
    calls::flush(&context, &caller.account_id).await?;
    let page = Store::open(&context.env)?.list_messages(&caller.account_id, &wanted).await?;
    let shown: Vec<Value> =
        page.messages.iter().map(|message| shown::message(message, with_content)).collect();
    let mut response = Json(shown).into_response();
    response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(page.total));
    Ok(response)
}

fn read(query: &Query) -> ApiResult<MessageQuery<'_>> {
    let (since_ms, until_ms) = (query.time_ms("from")?, query.time_ms("to")?);
    if since_ms.zip(until_ms).is_some_and(|(since_ms, until_ms)| since_ms > until_ms) {
        return Err(ApiError::invalid("from must not be after to"));
    }
    let state = query.word("state", &STATES)?.and_then(shown::state_of);
    let device_id = query.text("deviceId");
    if device_id.is_some_and(|id| id.chars().count() != DEVICE_ID_CHARS) {
        return Err(ApiError::invalid("deviceId has 21 characters"));
    }
    let limit = query.integer("limit", 1, MAX_LIMIT)?.and_then(|limit| u32::try_from(limit).ok());
    let offset = query.integer("offset", 0, i64::from(u32::MAX))?;
    let sort = query.word("sort", &["created_at", "-created_at"])?;
    Ok(MessageQuery {
        counted_as: state.map(Metric::of_messages_in),
        gateway_id: device_id,
        since_ms,
        until_ms,
        oldest_first: sort == Some("created_at"),
        limit: limit.unwrap_or(DEFAULT_LIMIT),
        offset: offset.and_then(|offset| u32::try_from(offset).ok()).unwrap_or(0),
    })
}
