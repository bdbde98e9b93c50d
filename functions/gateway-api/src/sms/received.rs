//! `GET /api/v1/sms/received` (contract A.3).

use axum::Json;
use contracts::dispatcher::{Flush, Flushed};
use edge_kit::RequestContext;
use runtime::timestamp;
use serde::Serialize;
use store_d1::{
    Store,
    inbound::{InboundQuery, InboundRow},
};
use telephony::Address;

use crate::{
    access::{Client, MayReceive},
    calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

const DEFAULT_LIMIT: i64 = 50;
const MAX_LIMIT: i64 = 100;
const MAX_PAGE: i64 = 1_000_000;

/// A page of inbound messages.
#[derive(Serialize)]
pub(crate) struct PageOut {
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

/// `GET /api/v1/sms/received`: the newest first. Every message accepted before the call is in it.
#[worker::send]
pub(crate) async fn received(
    context: RequestContext,
    client: Client<MayReceive>,
    fields: Fields,
) -> ApiResult<Json<PageOut>> {
    let region = context.settings.default_region;
    let sender = fields.text("phone_number")?.filter(|text| !text.trim().is_empty());
    let sender = sender.map(|text| Address::lenient(text.trim(), region));
    let since_ms = match fields.text("since")?.filter(|text| !text.trim().is_empty()) {
        None => None,
        Some(text) => {
            Some(timestamp::parse_ms(&text).ok_or_else(|| ApiError::bad_parameter("since"))?)
        }
    };
    let limit = counted(&fields, "limit", DEFAULT_LIMIT)?.min(MAX_LIMIT);
    let page = counted(&fields, "page", 1)?.min(MAX_PAGE);
    let (limit, page) = (narrow(limit), narrow(page));

    if calls::dispatcher(&context, &client.account_id, Flush {}).await? == Flushed::Busy {
        return Err(ApiError::unavailable());
    }
    let sender = sender.as_ref().map(Address::as_str);
    let query = InboundQuery { sender, since_ms, limit, page };
    let listed = Store::open(&context.env)?.list_inbound(&client.account_id, &query).await?;
    Ok(Json(PageOut {
        messages: listed.messages.into_iter().map(ReceivedOut::from).collect(),
        total: listed.total,
        page,
        pages: listed.total.div_ceil(u64::from(limit)).max(1),
    }))
}

/// A number from 1 on. 400 where it is something else.
fn counted(fields: &Fields, name: &str, default: i64) -> ApiResult<i64> {
    let number = fields.0.integer(name).map_err(|_| ApiError::bad_parameter(name))?;
    let number = number.unwrap_or(default);
    if number < 1 { Err(ApiError::bad_parameter(name)) } else { Ok(number) }
}

fn narrow(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
