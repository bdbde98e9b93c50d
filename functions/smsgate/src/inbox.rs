//! `/3rdparty/v1/inbox` (contract 3.5): SMS that phones uploaded and SMS that arrived in other ways.

pub(crate) mod attachments;
pub(crate) mod refresh;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use devices::inbox::ItemType;
use edge_kit::RequestContext;
use ids::GatewayId;
use runtime::timestamp;
use serde::Serialize;
use store_d1::{
    Store,
    device_inbox::listing::{InboxEntry, InboxQuery},
};

use crate::{
    access::Scoped,
    answer_headers::TOTAL_COUNT,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    query::Query,
    scopes::InboxList,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 500;
const MAX_DEVICE_ID_CHARS: usize = 21;
/// Total length of all texts on a page. The longest SMS in ciphertext has about 3,000 characters, so this shortens
/// texts other than MMS only on pages of 500.
const MAX_PAGE_CHARS: u32 = 2_097_152;

/// One message.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemOut {
    id: String,
    r#type: String,
    sender: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sim_number: Option<i64>,
    content_preview: String,
    is_encrypted: bool,
    created_at: String,
    attachments: Vec<AttachmentOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttachmentOut {
    part_id: i64,
    name: String,
    size: u64,
    content_type: String,
}

/// `GET /inbox`: received items, the latest first. Without a filter by device or type the cost does not depend on the
/// size of the inbox.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<InboxList>,
    query: Query,
) -> ApiResult<Response> {
    let Some((inbox_query, with_attachments)) = read(&query)? else {
        return Ok(([(TOTAL_COUNT, "0")], Json([(); 0])).into_response());
    };
    dispatcher_calls::flush(&context, &caller.account_id).await?;
    let store = Store::open(&context.env)?;
    let page = store.list_inbox(&caller.account_id, &inbox_query).await?;
    let shown = |entry| ItemOut::of(entry, with_attachments);
    let items: Vec<ItemOut> = page.entries.into_iter().map(shown).collect();
    Ok(([(TOTAL_COUNT, page.total.to_string())], Json(items)).into_response())
}

/// Parses the search, and whether to include attachments. `None` for a search that matches nothing, which the original
/// accepts.
fn read(query: &Query) -> ApiResult<Option<(InboxQuery, bool)>> {
    let item_type = parsed(query.filled_text("type"))?;
    let limit = parsed(query.integer("limit", 1, i64::from(MAX_LIMIT)))?;
    let limit = limit.and_then(|it| u32::try_from(it).ok()).unwrap_or(DEFAULT_LIMIT);
    let offset = parsed(query.integer("offset", 0, i64::MAX))?;
    let (from_ms, to_ms) = (parsed(query.time_ms("from"))?, parsed(query.time_ms("to"))?);
    let gateway_id = parsed(query.filled_text("deviceId"))?;
    if gateway_id.is_some_and(|id| id.chars().count() > MAX_DEVICE_ID_CHARS) {
        return Err(ApiError::invalid("deviceId must have at most 21 characters"));
    }
    let with_attachments = parsed(query.boolean("includeAttachments"))?.unwrap_or(false);
    let known_type = item_type.map(ItemType::parse);
    let is_backwards = from_ms.zip(to_ms).is_some_and(|(from_ms, to_ms)| from_ms > to_ms);
    if known_type == Some(None) || is_backwards {
        return Ok(None);
    }
    let inbox_query = InboxQuery {
        gateway_id: gateway_id.map(GatewayId::from_text),
        item_type: known_type.flatten(),
        from_ms,
        // Unlike for sent messages, the end of the range is inclusive here.
        to_ms: to_ms.map(|to_ms| to_ms.saturating_add(1)),
        limit,
        offset: offset.map_or(0, |it| u32::try_from(it).unwrap_or(u32::MAX)),
        max_content_chars: MAX_PAGE_CHARS / limit.max(1),
    };
    Ok(Some((inbox_query, with_attachments)))
}

/// Replaces a parameter's failure by the original's, which is the same for every parameter of this query.
fn parsed<T>(read: ApiResult<T>) -> ApiResult<T> {
    read.map_err(ApiError::of_inbox_query)
}

impl ItemOut {
    fn of(entry: InboxEntry, with_attachments: bool) -> Self {
        let attachments = entry.attachments.into_iter().filter(|_| with_attachments);
        let attachments = attachments.map(|it| AttachmentOut {
            part_id: it.part_id,
            name: it.name,
            size: it.size,
            content_type: it.content_type,
        });
        Self {
            id: entry.id,
            r#type: entry.item_type,
            sender: entry.sender,
            recipient: entry.recipient,
            sim_number: entry.sim_number,
            content_preview: entry.content,
            is_encrypted: entry.is_encrypted,
            created_at: timestamp::format_ms(entry.received_at_ms),
            attachments: attachments.collect(),
        }
    }
}
