//! `GET /api/v1/sms/received` (contract A.3).

use axum::Json;
use edge_kit::RequestContext;
use runtime::timestamp;
use serde::Serialize;
use store_d1::{
    Store,
    inbound::{InboundQuery, InboundRow},
};

use crate::{
    access::{Client, MayReceive},
    dispatcher_calls,
    error::ApiResult,
    fields::{Fields, SearchedAddress},
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;
const MAX_PAGE: u32 = 1_000_000;

/// A page of inbound messages.
#[derive(Serialize)]
pub(crate) struct ReceivedPageOut {
    messages: Vec<ReceivedOut>,
    total: u64,
    page: u32,
    pages: u64,
}

#[derive(Serialize)]
struct ReceivedOut {
    message_id: String,
    from: String,
    message: String,
    received_at: String,
}

/// `GET /api/v1/sms/received`: received messages, the newest first, including every one accepted before the call.
#[worker::send]
pub(crate) async fn received(
    context: RequestContext,
    client: Client<MayReceive>,
    fields: Fields,
) -> ApiResult<Json<ReceivedPageOut>> {
    let sender = fields.address("phone_number", client.default_region)?;
    let since_ms = fields.time_ms("since")?;
    let limit = fields.counted("limit", DEFAULT_LIMIT)?.min(MAX_LIMIT);
    let page = fields.counted("page", 1)?.min(MAX_PAGE);

    dispatcher_calls::flush(&context, &client.account_id).await?;
    let searched = sender.as_ref().map(SearchedAddress::as_str);
    let query = InboundQuery { sender: searched, since_ms, limit, page };
    let listed = Store::open(&context.env)?.list_inbound(&client.account_id, &query).await?;
    SearchedAddress::check(sender.as_ref(), "phone_number", listed.total > 0)?;
    Ok(Json(ReceivedPageOut {
        messages: listed.messages.into_iter().map(ReceivedOut::from).collect(),
        total: listed.total,
        page,
        pages: listed.total.div_ceil(u64::from(limit)).max(1),
    }))
}

impl From<InboundRow> for ReceivedOut {
    fn from(row: InboundRow) -> Self {
        Self {
            message_id: row.id,
            from: row.sender,
            message: row.body.as_str().to_owned(),
            received_at: timestamp::format_secs(row.received_at_ms),
        }
    }
}
