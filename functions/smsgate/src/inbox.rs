//! `/3rdparty/v1/inbox` (contract 3.5): SMS that phones uploaded and SMS that arrived in other ways.

pub(crate) mod attachments;
#[cfg(feature = "openapi")]
mod operations;
pub(crate) mod refresh;

#[cfg(feature = "openapi")]
pub(crate) use operations::all as operations;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use devices::inbox::ItemType;
use edge_kit::{RequestContext, TimeMs};
use ids::GatewayId;
use serde::Serialize;
use store_d1::{
    Store,
    device_inbox::listing::{InboxEntry, InboxQuery},
};
use unix_time::UnixMillis;

use crate::{
    access::Scoped,
    answer_headers::TOTAL_COUNT,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    query::{Query, ReadQuery},
    scopes::InboxList,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 500;
/// Kinds of messages, for the description of the API.
#[cfg(feature = "openapi")]
const TYPES: [&str; 4] = ["SMS", "DATA_SMS", "MMS", "MMS_DOWNLOADED"];
const MAX_DEVICE_ID_CHARS: usize = 21;
/// Total length of all texts on a page. The longest SMS in ciphertext has about 3,000 characters, so this shortens
/// texts other than MMS only on pages of 500.
const MAX_PAGE_CHARS: u32 = 2_097_152;

/// Query of `GET /3rdparty/v1/inbox`.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename_all = "camelCase"))]
pub(crate) struct ListInboxIn {
    /// Kind of message. The page is empty for an unknown one.
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = TYPES)))]
    r#type: Option<String>,
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
    /// Time from which on messages were received.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<TimeMs>"))]
    from: Option<UnixMillis>,
    /// Time until which messages were received, inclusive.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<TimeMs>"))]
    to: Option<UnixMillis>,
    /// Id of the device that received the messages.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", length(min = 1, max = MAX_DEVICE_ID_CHARS))
    )]
    device_id: Option<GatewayId>,
    /// Whether to list the attachments.
    #[cfg_attr(feature = "openapi", schemars(extend("default" = false)))]
    include_attachments: Option<bool>,
}

/// A received message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InboxItemOut {
    /// Id that the phone gave the message, which another phone may give to another one; else the server's.
    id: String,
    #[cfg_attr(feature = "openapi", schemars(extend("enum" = TYPES)))]
    r#type: String,
    /// Number or name of the sender, or its ciphertext.
    sender: String,
    /// Number that received the message, or its ciphertext.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    recipient: Option<String>,
    /// Number of the SIM that received the message, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(required))]
    sim_number: Option<i64>,
    /// The text, or its ciphertext. Long ones are cut on large pages.
    content_preview: String,
    /// Whether sender, recipient and content are ciphertext of the phone.
    is_encrypted: bool,
    /// Time at which the message was received.
    created_at: TimeMs,
    /// Empty unless attachments were asked for.
    attachments: Vec<InboxAttachmentOut>,
}

/// Attachment of a received message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct InboxAttachmentOut {
    /// Number of the part, unique in its message.
    part_id: i64,
    /// Name of the file, possibly empty.
    name: String,
    /// Size in bytes.
    size: u64,
    /// Content type, possibly empty.
    content_type: String,
}

/// `GET /inbox`: received items, the latest first. Without a filter by device or type the cost does not depend on the
/// size of the inbox.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    caller: Scoped<InboxList>,
    query: Query<ListInboxIn>,
) -> ApiResult<Response> {
    let wanted = query.read()?;
    let with_attachments = wanted.include_attachments.unwrap_or(false);
    let Some(inbox_query) = search(wanted) else {
        return Ok(([(TOTAL_COUNT, "0")], Json([(); 0])).into_response());
    };
    dispatcher_calls::flush(&context, &caller.account_id).await?;
    let store = Store::open(&context.env)?;
    let page = store.list_inbox(&caller.account_id, &inbox_query).await?;
    let shown = |entry| InboxItemOut::of(entry, with_attachments);
    let items: Vec<InboxItemOut> = page.entries.into_iter().map(shown).collect();
    Ok(([(TOTAL_COUNT, page.total.to_string())], Json(items)).into_response())
}

/// Returns the search; `None` for one that matches nothing, which the original accepts.
fn search(wanted: ListInboxIn) -> Option<InboxQuery> {
    let item_type = match wanted.r#type {
        Some(named) => Some(ItemType::parse(&named)?),
        None => None,
    };
    if wanted.from.zip(wanted.to).is_some_and(|(from, to)| from > to) {
        return None;
    }
    let limit = wanted.limit.unwrap_or(DEFAULT_LIMIT);
    Some(InboxQuery {
        gateway_id: wanted.device_id,
        item_type,
        from_ms: wanted.from,
        // Unlike for sent messages, the end of the range is inclusive here.
        to_ms: wanted.to.map(|to| to.saturating_add(1)),
        limit,
        offset: wanted.offset.unwrap_or(0),
        max_content_chars: MAX_PAGE_CHARS / limit.max(1),
    })
}

impl ReadQuery for ListInboxIn {
    /// Reads the parameters. The original has the same text for every parameter that cannot be read.
    fn read(query: &Query<Self>) -> ApiResult<Self> {
        Self::parse(query).map_err(ApiError::of_inbox_query)
    }
}

impl ListInboxIn {
    fn parse(query: &Query<Self>) -> ApiResult<Self> {
        let r#type = query.filled_text("type")?;
        let limit = query.integer("limit", 1, i64::from(MAX_LIMIT))?;
        let offset = query.integer("offset", 0, i64::MAX)?;
        let (from, to) = (query.time_ms("from")?, query.time_ms("to")?);
        let device_id = query.filled_text("deviceId")?;
        if device_id.is_some_and(|id| id.chars().count() > MAX_DEVICE_ID_CHARS) {
            return Err(ApiError::invalid("deviceId must have at most 21 characters"));
        }
        Ok(Self {
            r#type: r#type.map(str::to_owned),
            limit: limit.and_then(|it| u32::try_from(it).ok()),
            offset: offset.map(|it| u32::try_from(it).unwrap_or(u32::MAX)),
            from,
            to,
            device_id: device_id.map(GatewayId::from_text),
            include_attachments: query.boolean("includeAttachments")?,
        })
    }
}

impl InboxItemOut {
    fn of(entry: InboxEntry, with_attachments: bool) -> Self {
        let attachments = entry.attachments.into_iter().filter(|_| with_attachments);
        let attachments = attachments.map(|it| InboxAttachmentOut {
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
            created_at: TimeMs(entry.received_at_ms),
            attachments: attachments.collect(),
        }
    }
}
