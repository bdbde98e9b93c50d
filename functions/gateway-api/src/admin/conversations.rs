//! `/api/v1/admin/conversations`: the messages exchanged with each number.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use messaging::id::lower_bound;
use store_d1::{Store, history::HistoryQuery};
use telephony::Region;
use unix_time::UnixMillis;

use self::{
    input::{ListConversationsIn, MarkReadIn, ShowConversationIn},
    out::{ConversationMessagesOut, ConversationOut, ConversationsOut, ReadMarkOut},
};
use super::messages::page_of_history;
use crate::{
    access::{Client, MayManageGateways},
    addresses::SearchedAddress,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 50;
const DEFAULT_MESSAGES: u32 = 50;
const MAX_MESSAGES: u32 = 100;
/// Sorts after every id.
const END: &str = "msg_~";

type NumberPath = Result<Path<String>, PathRejection>;

/// `GET /api/v1/admin/conversations`: the newest first, including every message accepted before the call. A page may be
/// short; the last page has no cursor.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    In { input, .. }: In<ListConversationsIn>,
) -> ApiResult<Json<ConversationsOut>> {
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let store = Store::open(&context.env)?;
    let page = store.list_conversations(&client.account_id, input.cursor.as_deref(), limit).await?;
    let conversations = page.conversations.into_iter().map(ConversationOut::from).collect();
    Ok(Json(ConversationsOut { conversations, next_cursor: page.next }))
}

/// `GET /api/v1/admin/conversations/:number`: the messages exchanged with a number, the newest first.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: NumberPath,
    In { input, .. }: In<ShowConversationIn>,
) -> ApiResult<Json<ConversationMessagesOut>> {
    let number = number(path, client.default_region)?;
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let query = HistoryQuery {
        address: Some(number.as_str()),
        before: input.cursor.as_deref(),
        limit: input.limit.unwrap_or(DEFAULT_MESSAGES).min(MAX_MESSAGES),
        ..HistoryQuery::default()
    };
    let page = page_of_history(&context, &client.account_id, &query).await?;
    // A later page may be empty.
    if page.messages.is_empty() && input.cursor.is_none() {
        return Err(ApiError::conversation_not_found());
    }
    Ok(Json(ConversationMessagesOut {
        messages: page.messages,
        next_cursor: page.next_cursor,
        number: number.as_str().to_owned(),
    }))
}

/// `POST /api/v1/admin/conversations/:number/read`: marks received messages as read, up to a message, a time, or all.
/// A mark never goes back.
#[worker::send]
pub(crate) async fn mark_read(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: NumberPath,
    In { input, .. }: In<MarkReadIn>,
) -> ApiResult<Json<ReadMarkOut>> {
    let number = number(path, client.default_region)?;
    let up_to = match (input.message_id, input.until) {
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid("until", "until can't be given with message_id"));
        }
        (Some(message_id), None) => message_id,
        // Answers show whole seconds, so the whole second counts.
        (None, Some(until)) => {
            lower_bound(UnixMillis::from_secs(until.as_secs().saturating_add(1)))
        }
        (None, None) => END.to_owned(),
    };
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let store = Store::open(&context.env)?;
    let marked = store.mark_conversation_read(&client.account_id, number.as_str(), &up_to).await?;
    let mark = marked.ok_or_else(ApiError::conversation_not_found)?;
    Ok(Json(ReadMarkOut::from(mark)))
}

/// Reads the number of a path. 404 for a text that no sender can be.
fn number(path: NumberPath, region: Region) -> ApiResult<SearchedAddress> {
    let text = path.ok().map(|Path(text)| text);
    let number = SearchedAddress::read(text.as_deref(), "number", region).ok().flatten();
    number.ok_or_else(ApiError::conversation_not_found)
}
