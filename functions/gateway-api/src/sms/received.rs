//! `GET /api/v1/sms/received` (contract A.3), and one received message.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use store_d1::{Store, inbound::InboundQuery};

use super::{
    input::ListReceivedIn,
    out::{ReceivedPageOut, ReceivedSmsDetailOut, ReceivedSmsOut},
};
use crate::{
    access::{Client, MayReceive},
    addresses::SearchedAddress,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;
const MAX_PAGE: u32 = 1_000_000;

/// `GET /api/v1/sms/received`: received messages, the newest first, including every one accepted before the call.
#[worker::send]
pub(crate) async fn received(
    context: RequestContext,
    client: Client<MayReceive>,
    In { input, .. }: In<ListReceivedIn>,
) -> ApiResult<Json<ReceivedPageOut>> {
    let searched = input.phone_number.as_deref();
    let sender = SearchedAddress::read(searched, "phone_number", client.default_region)?;
    let limit = input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let page = input.page.unwrap_or(1).min(MAX_PAGE);

    dispatcher_calls::flush(&context, &client.account_id).await?;
    let searched = sender.as_ref().map(SearchedAddress::as_str);
    let query = InboundQuery { sender: searched, since_ms: input.since, limit, page };
    let listed = Store::open(&context.env)?.list_inbound(&client.account_id, &query).await?;
    SearchedAddress::check(sender.as_ref(), "phone_number", listed.total > 0)?;
    Ok(Json(ReceivedPageOut {
        messages: listed.messages.into_iter().map(ReceivedSmsOut::from).collect(),
        total: listed.total,
        page,
        pages: listed.total.div_ceil(u64::from(limit)).max(1),
    }))
}

/// `GET /api/v1/sms/received/:message_id`: one received message with everything that is stored about it.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayReceive>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<ReceivedSmsDetailOut>> {
    let Path(id) = path.map_err(|_| ApiError::message_not_found())?;
    let store = Store::open(&context.env)?;
    let mut found = store.find_inbound(&client.account_id, &id).await?;
    if found.is_none() {
        // The Dispatcher may have it and D1 not yet.
        dispatcher_calls::flush(&context, &client.account_id).await?;
        found = store.find_inbound(&client.account_id, &id).await?;
    }
    let row = found.ok_or_else(ApiError::message_not_found)?;
    let gateway_id = row.gateway_id.clone();
    let devices = store.device_ids(&client.account_id, &BTreeSet::from([&gateway_id])).await?;
    Ok(Json(ReceivedSmsDetailOut::of(row, devices.get(&gateway_id).cloned())))
}
