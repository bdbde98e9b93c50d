//! `GET /messages` (contract 3.3).

use std::collections::VecDeque;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::{RequestContext, json_stream};
use http::HeaderValue;
use ids::{AccountId, GatewayId};
use messaging::{Message, MessageId, message::Metric};
use serde_json::Value;
use store_d1::{Store, StoreError, message_pages::MessageQuery};

use super::message_out;
use crate::{
    access::Scoped,
    answer_headers::TOTAL_COUNT,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    query::Query,
    scopes::MessagesList,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: i64 = 100;
/// Bytes of messages in memory at once.
const MAX_PART_BYTES: usize = 2 * 1_048_576;
const DEVICE_ID_CHARS: usize = 21;
const STATES: [&str; 7] =
    ["Pending", "Cancelling", "Cancelled", "Processed", "Sent", "Delivered", "Failed"];

/// `GET /messages`: a page, with the number of messages on all pages in a header.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<MessagesList>,
    query: Query,
) -> ApiResult<Response> {
    let wanted = read(&query)?;
    let with_content = query.boolean("includeContent")?.unwrap_or(false);
    if let (Some(since_ms), Some(until_ms)) = (wanted.since_ms, wanted.until_ms)
        && since_ms > until_ms
    {
        // The range contains no time, which the original accepts.
        return Ok(([(TOTAL_COUNT, HeaderValue::from_static("0"))], Json([(); 0])).into_response());
    }
    dispatcher_calls::flush(&context, &caller.account_id).await?;
    let store = Store::open(&context.env)?;
    let page = store.list_messages(&caller.account_id, &wanted).await?;
    let mut response = if with_content && !page.ids.is_empty() {
        let account_id = caller.account_id;
        let parts = store.divide_messages(&account_id, page.ids, MAX_PART_BYTES).await?;
        json_stream::respond(RemainingPage { store, account_id, parts, opening: "[" }, next_part)
    } else {
        let messages = store.find_messages_in_brief(&caller.account_id, &page.ids).await?;
        let messages = in_order(messages, &page.ids);
        let shown: Vec<Value> = messages.iter().map(|it| message_out::message(it, false)).collect();
        Json(shown).into_response()
    };
    response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(page.total));
    Ok(response)
}

/// Rest of a page that is still to be sent.
struct RemainingPage {
    store: Store,
    account_id: AccountId,
    parts: VecDeque<Vec<MessageId>>,
    /// Text before the next message; empty at the end.
    opening: &'static str,
}

async fn next_part(mut rest: RemainingPage) -> Result<Option<(String, RemainingPage)>, StoreError> {
    let mut text = String::new();
    let Some(ids) = rest.parts.pop_front() else {
        if rest.opening.is_empty() {
            return Ok(None);
        }
        text.push_str(if rest.opening == "[" { "[]" } else { "]" });
        rest.opening = "";
        return Ok(Some((text, rest)));
    };
    let mut messages = rest.store.find_messages(&rest.account_id, &ids).await?;
    rest.store.open_long_contents(&rest.account_id, &mut messages).await?;
    for message in in_order(messages, &ids) {
        text.push_str(rest.opening);
        text.push_str(&message_out::message(&message, true).to_string());
        rest.opening = ",";
    }
    Ok(Some((text, rest)))
}

/// Sorts messages in the order of these ids. A message that was deleted meanwhile is left out.
fn in_order(mut messages: Vec<Message>, ids: &[MessageId]) -> Vec<Message> {
    messages.sort_by_key(|message| ids.iter().position(|id| *id == message.id));
    messages
}

fn read(query: &Query) -> ApiResult<MessageQuery> {
    let (since_ms, until_ms) = (query.time_ms("from")?, query.time_ms("to")?);
    let state = query.word("state", &STATES)?.and_then(message_out::state_of);
    let device_id = query.filled_text("deviceId")?;
    if device_id.is_some_and(|id| id.chars().count() != DEVICE_ID_CHARS) {
        return Err(ApiError::invalid("deviceId has 21 characters"));
    }
    let limit = query.integer("limit", 1, MAX_LIMIT)?.and_then(|limit| u32::try_from(limit).ok());
    let offset = query.integer("offset", 0, i64::MAX)?;
    let sort = query.word("sort", &["created_at", "-created_at"])?;
    Ok(MessageQuery {
        counted_as: state.map(Metric::of_messages_in),
        gateway_id: device_id.map(GatewayId::from_text),
        since_ms,
        until_ms,
        oldest_first: sort == Some("created_at"),
        limit: limit.unwrap_or(DEFAULT_LIMIT),
        offset: offset.map_or(0, |offset| u32::try_from(offset).unwrap_or(u32::MAX)),
    })
}
