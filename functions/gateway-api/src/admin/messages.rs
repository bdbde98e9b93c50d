//! `/api/v1/admin/messages`: the account's history (the log page of contract A.3, as a route), and the timeline of
//! one message.

pub(crate) mod export;
mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;
mod search;
pub(crate) mod timeline;

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use ids::{AccountId, GatewayId};
use messaging::{Label, message::TimelineEntry};
use store_d1::{
    Store,
    history::{Direction, HistoryEntry, HistoryQuery},
};

pub(crate) use self::{input::cursor, out::HistoryEntryOut};
use self::{
    input::{HistoryStatus, ListMessagesIn},
    out::{HistoryPageOut, ShowMessageOut},
};
use crate::{
    access::{Client, MayManageGateways},
    addresses::SearchedAddress,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// `GET /api/v1/admin/messages`: sent and received messages, the newest first, including every message accepted before
/// the call. A page filtered by status or gateway, or of a search, may be short; the last page has no cursor.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    In { input, .. }: In<ListMessagesIn>,
) -> ApiResult<Json<HistoryPageOut>> {
    let named = input.direction.map(Direction::from);
    let direction = input.status.map(HistoryStatus::direction).or(named);
    let searched = input.phone_number.as_deref();
    let address = SearchedAddress::read(searched, "phone_number", client.default_region)?;
    // Received messages have their own status, so direction and status can contradict each other.
    if named.is_some_and(|named| direction != Some(named)) {
        return Ok(Json(HistoryPageOut::default()));
    }
    let searched = search::read(&input, context.now_ms)?;
    let label = input.label.as_deref().map(Label::parse);
    let label = label.map(|label| label.ok_or_else(|| ApiError::bad_parameter("label")));
    let label = label.transpose()?;
    let gateway = dispatcher_calls::named_gateway(&context, input.gateway_id, &client).await?;
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let query = HistoryQuery {
        direction,
        states: input.status.and_then(HistoryStatus::states),
        address: address.as_ref().map(SearchedAddress::as_str),
        gateway_id: gateway.as_ref(),
        label: label.as_ref().map(Label::as_str),
        search: searched.text.as_ref(),
        since_ms: searched.since_ms,
        until_ms: searched.until_ms,
        before: input.cursor.as_deref(),
        limit: input.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT),
        with_texts: false,
    };
    let page = page_of_history(&context, &client.account_id, &query).await?;
    // A later page of what was found may be empty.
    let has_found =
        !page.messages.is_empty() || page.next_cursor.is_some() || input.cursor.is_some();
    SearchedAddress::check(address.as_ref(), "phone_number", has_found)?;
    Ok(Json(page))
}

/// Returns a page of the history with the names of its gateways.
pub(super) async fn page_of_history(
    context: &RequestContext,
    account_id: &AccountId,
    query: &HistoryQuery<'_>,
) -> ApiResult<HistoryPageOut> {
    let store = Store::open(&context.env)?;
    let listed = store.list_history(account_id, query).await?;
    let gateways = listed.entries.iter().filter_map(gateway_of).collect();
    let devices = store.device_ids(account_id, &gateways).await?;
    let messages = listed.entries.iter().map(|entry| HistoryEntryOut::of(entry, &devices));
    Ok(HistoryPageOut { messages: messages.collect(), next_cursor: listed.next })
}

/// `GET /api/v1/admin/messages/:message_id`: one outbound message with its timeline and the causes.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<ShowMessageOut>> {
    let message = dispatcher_calls::message(&context, &client.account_id, path).await?;
    let of_entry = |entry: &'_ TimelineEntry| entry.gateway_id.clone();
    let named: Vec<GatewayId> = message.timeline.iter().filter_map(of_entry).collect();
    let gateways: BTreeSet<&GatewayId> = named.iter().chain(message.gateway_id()).collect();
    let devices = Store::open(&context.env)?.device_ids(&client.account_id, &gateways).await?;
    Ok(Json(ShowMessageOut::of(&message, &devices)))
}

fn gateway_of(entry: &HistoryEntry) -> Option<&GatewayId> {
    match entry {
        HistoryEntry::Outbound(message) => message.gateway_id(),
        HistoryEntry::Inbound(row) => Some(&row.gateway_id),
    }
}
