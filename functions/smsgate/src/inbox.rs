//! `/3rdparty/v1/inbox` (contract 3.5): what phones uploaded and what arrived otherwise.

pub(crate) mod attachments;
pub(crate) mod refresh;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use device_inbox::ItemType;
use edge_kit::RequestContext;
use runtime::timestamp;
use serde::Serialize;
use store_d1::{
    Store,
    device_inbox::listing::{InboxEntry, InboxQuery},
};

use crate::{
    access::Scoped,
    answer::TOTAL_COUNT,
    calls,
    error::{ApiError, ApiResult},
    query::Query,
    scopes::InboxList,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 500;
const MAX_DEVICE_ID_CHARS: usize = 21;
/// What all texts of a page may have together. The longest SMS in ciphertext has about 3,000 characters, so only
/// pages of 500 may shorten anything that is not an MMS.
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

/// `GET /inbox`: what was received last first. Without a filter by device or type its cost does not depend on how
/// much there is.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<InboxList>,
    query: Query,
) -> ApiResult<Response> {
    let (inbox_query, with_attachments) = read(&query)?;
    calls::flush(&context, &caller.account_id).await?;
    let store = Store::open(&context.env)?;
    let page = store.list_inbox(&caller.account_id, &inbox_query).await?;
    let shown = |entry| ItemOut::of(entry, with_attachments);
    let items: Vec<ItemOut> = page.entries.into_iter().map(shown).collect();
    Ok(([(TOTAL_COUNT, page.total.to_string())], Json(items)).into_response())
}

fn read(query: &Query) -> ApiResult<(InboxQuery<'_>, bool)> {
    let item_type = query.word("type", &ItemType::ALL.map(ItemType::as_str))?;
    let limit = query.integer("limit", 1, i64::from(MAX_LIMIT))?;
    let limit = limit.and_then(|it| u32::try_from(it).ok()).unwrap_or(DEFAULT_LIMIT);
    let offset = query.integer("offset", 0, i64::from(u32::MAX))?;
    let (from_ms, to_ms) = (query.time_ms("from")?, query.time_ms("to")?);
    if from_ms.zip(to_ms).is_some_and(|(from_ms, to_ms)| from_ms > to_ms) {
        return Err(ApiError::invalid("from must not be after to"));
    }
    let gateway_id = query.text("deviceId");
    if gateway_id.is_some_and(|id| id.chars().count() > MAX_DEVICE_ID_CHARS) {
        return Err(ApiError::invalid("deviceId must have at most 21 characters"));
    }
    let with_attachments = query.boolean("includeAttachments")?.unwrap_or(false);
    let inbox_query = InboxQuery {
        gateway_id,
        item_type: item_type.and_then(ItemType::parse),
        from_ms,
        to_ms,
        limit,
        offset: offset.and_then(|it| u32::try_from(it).ok()).unwrap_or(0),
        max_content_chars: MAX_PAGE_CHARS / limit.max(1),
    };
    Ok((inbox_query, with_attachments))
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
