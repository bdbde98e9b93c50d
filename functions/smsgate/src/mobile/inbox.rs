//! `POST /mobile/v1/inbox` (contract 6.8).

mod announce;

use devices::inbox::{Attachment, Batch, BatchFault, Item, ItemType, attachment_id, item_key};
use edge_kit::{ErrorCode, RequestContext, auth::Uploads};
use http::StatusCode;
use runtime::{OsRng, timestamp};
use serde::Deserialize;
use store_d1::{Store, device_inbox::upload::NewInboxItem};

use crate::{
    access::{Device, DeviceTo},
    error::{ApiError, ApiResult},
    json_body::JsonBody,
};

/// Bytes for 16 MiB of attachments in base64 and the texts of 500 items.
const MAX_BODY_BYTES: usize = 24 * 1_048_576;

/// A message of the phone's inbox. Its texts and attachments are encrypted, each by itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UploadedItemIn {
    /// The phone's own id of the message.
    #[cfg_attr(
        feature = "openapi",
        schemars(required, with = "String", length(min = 1, max = 36))
    )]
    id: Option<String>,
    #[cfg_attr(
        feature = "openapi",
        schemars(
            required,
            with = "String",
            extend("enum" = ["SMS", "DATA_SMS", "MMS", "MMS_DOWNLOADED"])
        )
    )]
    r#type: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(required, with = "String", length(max = 512)))]
    sender: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(length(max = 512)))]
    recipient: Option<String>,
    /// Number of the SIM that received the message, from 1 on.
    #[cfg_attr(
        feature = "openapi",
        schemars(range(min = -9_007_199_254_740_991_i64, max = 9_007_199_254_740_991_i64))
    )]
    sim_number: Option<i64>,
    /// Text of the message, of at most 65,535 bytes.
    #[cfg_attr(feature = "openapi", schemars(length(max = 65_535)))]
    content: Option<String>,
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schemars(required, with = "bool", extend("const" = true)))]
    is_encrypted: Option<bool>,
    /// Time by the phone's clock at which the message came.
    #[cfg_attr(feature = "openapi", schemars(required, with = "edge_kit::TimeMs"))]
    created_at: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(length(max = 100)))]
    attachments: Option<Vec<UploadedAttachmentIn>>,
}

/// A part of a multimedia message. All parts of an upload together have at most 16 MiB.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct UploadedAttachmentIn {
    /// Number of the part in its message.
    #[cfg_attr(
        feature = "openapi",
        schemars(range(min = -9_007_199_254_740_991_i64, max = 9_007_199_254_740_991_i64))
    )]
    part_id: i64,
    #[cfg_attr(feature = "openapi", schemars(length(max = 128)))]
    content_type: Option<String>,
    #[cfg_attr(feature = "openapi", schemars(length(max = 512)))]
    name: Option<String>,
    /// Size in bytes before encryption; without it, the size of `data`.
    #[cfg_attr(feature = "openapi", schemars(range(max = 9_007_199_254_740_991_u64)))]
    size: Option<u64>,
    /// The encrypted part, of at most 10 MiB: as base64, or as the phone's `$…` text.
    data: Option<String>,
}

/// `POST /mobile/v1/inbox`: stores items that the phone has not uploaded before. 413, and nothing stored, beyond 10 MiB
/// for an attachment or 16 MiB in total. A failure in between leaves nothing visible, and the phone retries.
#[worker::send]
pub(crate) async fn upload(
    context: RequestContext,
    DeviceTo { device, .. }: DeviceTo<Uploads>,
    JsonBody(body): JsonBody<Vec<UploadedItemIn>, MAX_BODY_BYTES>,
) -> ApiResult<StatusCode> {
    if body.is_empty() {
        return Err(ApiError::empty_inbox_batch());
    }
    if body.iter().any(|item| item.is_encrypted != Some(true)) {
        return Err(ApiError::inbox_not_encrypted());
    }
    let items: Vec<Item> = body.into_iter().map(item).collect::<ApiResult<_>>()?;
    let batch = Batch::check(items)?;
    store(&context, &device, batch).await?;
    Ok(StatusCode::CREATED)
}

/// Stores attachments first, so that a visible item has all of them, then events, and items last: after a failure the
/// phone's retry finds the item unknown, and endpoints that already have the event deduplicate it.
async fn store(context: &RequestContext, device: &Device, batch: Batch) -> ApiResult<()> {
    let store = Store::open(&context.env)?;
    let (account_id, gateway_id) = (&device.account_id, &device.gateway_id);
    let ids: Vec<&str> = batch.items().iter().map(|item| item.item_id.as_str()).collect();
    let known = store.known_inbox_items(account_id, gateway_id, &ids).await?;
    let batch = batch.without(&known);
    let mut new = Vec::new();
    for item in batch.items() {
        let mut attachments = Vec::new();
        for attachment in &item.attachments {
            let id = attachment_id(context.now_ms, &mut OsRng);
            for (number, piece) in (0_u32..).zip(attachment.pieces()) {
                store.put_attachment_piece(account_id, &id, number, piece).await?;
            }
            attachments.push(attachment.stored_as(id));
        }
        let received_at_ms = item.received_at_ms(context.now_ms);
        new.push(NewInboxItem {
            id: item_key(received_at_ms, gateway_id, &item.item_id),
            item_id: &item.item_id,
            item_type: item.item_type.as_str(),
            sender: &item.sender,
            recipient: item.recipient.as_deref(),
            sim_number: item.sim_number,
            content: &item.content,
            attachments,
            received_at_ms,
            created_at_ms: context.now_ms,
        });
    }
    announce::announce(context, device, batch.items()).await?;
    Ok(store.put_inbox_items(account_id, gateway_id, &new).await?)
}

fn item(item: UploadedItemIn) -> ApiResult<Item> {
    let invalid = |name: &str| ApiError::invalid(name);
    let item_type = item.r#type.as_deref().and_then(ItemType::parse);
    let reported_at_ms = item.created_at.as_deref().and_then(timestamp::parse_ms);
    let attachments = item.attachments.unwrap_or_default().into_iter().map(attachment);
    Ok(Item {
        item_id: item.id.unwrap_or_default(),
        item_type: item_type.ok_or_else(|| invalid("type"))?,
        sender: item.sender.ok_or_else(|| invalid("sender"))?,
        recipient: item.recipient,
        sim_number: item.sim_number,
        content: item.content.unwrap_or_default(),
        is_encrypted: item.is_encrypted == Some(true),
        reported_at_ms: reported_at_ms.ok_or_else(|| invalid("createdAt"))?,
        attachments: attachments.collect(),
    })
}

fn attachment(attachment: UploadedAttachmentIn) -> Attachment {
    Attachment::new(
        attachment.part_id,
        attachment.content_type.unwrap_or_default(),
        attachment.name.unwrap_or_default(),
        attachment.size,
        attachment.data.unwrap_or_default(),
    )
}

impl From<BatchFault> for ApiError {
    fn from(fault: BatchFault) -> Self {
        match fault {
            BatchFault::Empty => Self::empty_inbox_batch(),
            BatchFault::NotEncrypted => Self::inbox_not_encrypted(),
            BatchFault::TooLarge => Self::too_large(),
            BatchFault::TooMany | BatchFault::Invalid(_) => {
                Self::bad_request(ErrorCode::InvalidParameter, fault.to_string())
            }
        }
    }
}
