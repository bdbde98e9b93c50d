//! `GET /messages` (contract 3.3).

use std::{collections::VecDeque, error::Error};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::{RequestContext, json_stream};
use http::HeaderValue;
use ids::{AccountId, GatewayId};
use messaging::{Message, MessageId, RecipientState, message::Metric};
use store_d1::{Store, message_pages::MessageQuery};
use unix_time::UnixMillis;

use super::message_out::{self, MessageOut};
use crate::{
    access::Scoped,
    answer_headers::TOTAL_COUNT,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    query::{Query, ReadQuery},
    scopes::MessagesList,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: i64 = 100;
/// Bytes of messages in memory at once.
const MAX_PART_BYTES: usize = 2 * 1_048_576;
const DEVICE_ID_CHARS: usize = 21;
const STATES: [&str; 7] =
    ["Pending", "Cancelling", "Cancelled", "Processed", "Sent", "Delivered", "Failed"];
const SORTS: [&str; 2] = ["created_at", "-created_at"];

/// Query of `GET /3rdparty/v1/messages`.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename_all = "camelCase"))]
pub(crate) struct ListMessagesIn {
    /// Time from which on messages were created.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeMs>"))]
    from: Option<UnixMillis>,
    /// Time before which messages were created.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<edge_kit::TimeMs>"))]
    to: Option<UnixMillis>,
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", extend("enum" = STATES))
    )]
    state: Option<RecipientState>,
    /// Id of the messages' device, of 21 characters.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", length(min = DEVICE_ID_CHARS, max = DEVICE_ID_CHARS))
    )]
    device_id: Option<GatewayId>,
    /// Messages per page.
    #[cfg_attr(
        feature = "openapi",
        schemars(range(min = 1, max = MAX_LIMIT), extend("default" = DEFAULT_LIMIT))
    )]
    limit: Option<u32>,
    /// Number of messages to leave out before the page.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<i64>", range(min = 0), extend("default" = 0))
    )]
    offset: Option<u32>,
    /// Order by time of creation: `created_at` for the oldest first, `-created_at` for the latest first.
    #[cfg_attr(
        feature = "openapi",
        schemars(
            with = "Option<String>",
            rename = "sort",
            extend("enum" = SORTS, "default" = "-created_at")
        )
    )]
    oldest_first: bool,
    /// Whether to show the contents.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    include_content: Option<bool>,
}

/// `GET /messages`: a page, with the number of messages on all pages in a header.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<MessagesList>,
    query: Query<ListMessagesIn>,
) -> ApiResult<Response> {
    let wanted = query.read()?;
    let with_content = wanted.include_content.unwrap_or(false);
    let wanted = MessageQuery::from(wanted);
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
        let shown: Vec<MessageOut> = messages.iter().map(|it| MessageOut::of(it, false)).collect();
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

async fn next_part(
    mut rest: RemainingPage,
) -> Result<Option<(String, RemainingPage)>, Box<dyn Error>> {
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
        text.push_str(&serde_json::to_string(&MessageOut::of(&message, true))?);
        rest.opening = ",";
    }
    Ok(Some((text, rest)))
}

/// Sorts messages in the order of these ids. A message that was deleted meanwhile is left out.
fn in_order(mut messages: Vec<Message>, ids: &[MessageId]) -> Vec<Message> {
    messages.sort_by_key(|message| ids.iter().position(|id| *id == message.id));
    messages
}

impl ReadQuery for ListMessagesIn {
    fn read(query: &Query<Self>) -> ApiResult<Self> {
        let (from, to) = (query.time_ms("from")?, query.time_ms("to")?);
        let state = query.word("state", &STATES)?.and_then(message_out::state_of);
        let device_id = query.filled_text("deviceId")?;
        if device_id.is_some_and(|id| id.chars().count() != DEVICE_ID_CHARS) {
            return Err(ApiError::invalid("deviceId has 21 characters"));
        }
        let limit = query.integer("limit", 1, MAX_LIMIT)?;
        let offset = query.integer("offset", 0, i64::MAX)?;
        Ok(Self {
            from,
            to,
            state,
            device_id: device_id.map(GatewayId::from_text),
            limit: limit.and_then(|limit| u32::try_from(limit).ok()),
            offset: offset.map(|offset| u32::try_from(offset).unwrap_or(u32::MAX)),
            oldest_first: query.word("sort", &SORTS)? == Some("created_at"),
            include_content: query.boolean("includeContent")?,
        })
    }
}

impl From<ListMessagesIn> for MessageQuery {
    fn from(wanted: ListMessagesIn) -> Self {
        Self {
            counted_as: wanted.state.map(Metric::of_messages_in),
            gateway_id: wanted.device_id,
            since_ms: wanted.from,
            until_ms: wanted.to,
            oldest_first: wanted.oldest_first,
            limit: wanted.limit.unwrap_or(DEFAULT_LIMIT),
            offset: wanted.offset.unwrap_or(0),
        }
    }
}
