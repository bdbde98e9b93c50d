//! `/api/v1/admin/messages`: the account's history (the log page of contract A.3, as a route), and the timeline of
//! one message.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::RequestContext;
use ids::GatewayId;
use messaging::{Message, message::TimelineEntry};
use runtime::timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store_d1::{
    Store,
    history::{Direction, HistoryEntry, HistoryQuery, StateFilter},
    inbound::InboundRow,
};
use telephony::MessageText;
use unix_time::UnixMillis;

use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    fields::{Fields, SearchedAddress},
    sms::status::status_word,
};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// A page of the history.
#[derive(Default, Serialize)]
pub(crate) struct HistoryPageOut {
    messages: Vec<Value>,
    next_cursor: Option<String>,
}

/// `GET /api/v1/admin/messages`: sent and received messages, the newest first, including every message accepted before
/// the call. A page filtered by status or gateway may be short; the last page has no cursor.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
    fields: Fields,
) -> ApiResult<Json<HistoryPageOut>> {
    let status = status(&fields)?;
    let named = direction(&fields)?;
    let direction = status.as_ref().map(|status| status.direction).or(named);
    let address = fields.address("phone_number", client.default_region)?;
    let (since_ms, until_ms) = (fields.time_ms("since")?, fields.time_ms("until")?);
    let limit = fields.counted("limit", DEFAULT_LIMIT)?.min(MAX_LIMIT);
    let before = cursor(&fields)?;
    // Received messages have their own status, so direction and status can contradict each other.
    if named.is_some_and(|named| direction != Some(named)) {
        return Ok(Json(HistoryPageOut::default()));
    }
    let store = Store::open(&context.env)?;
    let gateway = dispatcher_calls::named_gateway(&context, &fields, &client).await?;
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let query = HistoryQuery {
        direction,
        states: status.and_then(|status| status.states),
        address: address.as_ref().map(SearchedAddress::as_str),
        gateway_id: gateway.as_ref(),
        since_ms,
        until_ms,
        before: before.as_deref(),
        limit,
    };
    let listed = store.list_history(&client.account_id, &query).await?;
    // A later page of what was found may be empty.
    let has_found = !listed.entries.is_empty() || listed.next.is_some() || before.is_some();
    SearchedAddress::check(address.as_ref(), "phone_number", has_found)?;
    let gateways = listed.entries.iter().filter_map(gateway_of).collect();
    let devices = store.device_ids(&client.account_id, &gateways).await?;
    let messages = listed.entries.iter().map(|entry| entry_out(entry, &devices)).collect();
    Ok(Json(HistoryPageOut { messages, next_cursor: listed.next }))
}

/// `GET /api/v1/admin/messages/:message_id`: one outbound message with its timeline and the causes.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Value>> {
    let message = dispatcher_calls::message(&context, &client.account_id, path).await?;
    let of_entry = |entry: &'_ TimelineEntry| entry.gateway_id.clone();
    let named: Vec<GatewayId> = message.timeline.iter().filter_map(of_entry).collect();
    let gateways: BTreeSet<&GatewayId> = named.iter().chain(message.gateway_id()).collect();
    let devices = Store::open(&context.env)?.device_ids(&client.account_id, &gateways).await?;
    let timeline = message.timeline.iter().map(|entry| timeline_out(entry, &message, &devices));
    let mut shown = outbound(&message, &devices);
    if let Some(fields) = shown.as_object_mut() {
        fields.insert("timeline".to_owned(), timeline.collect());
    }
    Ok(Json(shown))
}

/// A status word of the contract and the message states that it covers.
struct StatusFilter {
    direction: Direction,
    states: Option<&'static [StateFilter]>,
}

fn status(fields: &Fields) -> ApiResult<Option<StatusFilter>> {
    const fn state(state: &'static str) -> StateFilter {
        StateFilter { state, leased: None }
    }
    const PENDING: &[StateFilter] = &[StateFilter { state: "accepted", leased: Some(false) }];
    const QUEUED: &[StateFilter] = &[
        StateFilter { state: "accepted", leased: Some(true) },
        state("dispatched"),
        state("acknowledged"),
        state("cancelling"),
    ];
    const SENT: &[StateFilter] = &[state("sent")];
    const DELIVERED: &[StateFilter] = &[state("delivered")];
    const FAILED: &[StateFilter] = &[state("failed"), state("cancelled")];
    let Some(word) = fields.search_text("status")? else { return Ok(None) };
    let states = match word.as_str() {
        "pending" => PENDING,
        "queued" => QUEUED,
        "sent" => SENT,
        "delivered" => DELIVERED,
        "failed" => FAILED,
        "received" => {
            return Ok(Some(StatusFilter { direction: Direction::Inbound, states: None }));
        }
        _ => return Err(ApiError::bad_parameter("status")),
    };
    Ok(Some(StatusFilter { direction: Direction::Outbound, states: Some(states) }))
}

fn direction(fields: &Fields) -> ApiResult<Option<Direction>> {
    match fields.search_text("direction")?.as_deref() {
        None => Ok(None),
        Some("outbound") => Ok(Some(Direction::Outbound)),
        Some("inbound") => Ok(Some(Direction::Inbound)),
        Some(_) => Err(ApiError::bad_parameter("direction")),
    }
}

/// Parses the cursor: the id of the last message that the previous page examined.
fn cursor(fields: &Fields) -> ApiResult<Option<String>> {
    let Some(text) = fields.search_text("cursor")? else { return Ok(None) };
    let hex = text.strip_prefix("msg_").unwrap_or_default();
    let shaped =
        hex.len() == 32 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if shaped { Ok(Some(text)) } else { Err(ApiError::bad_parameter("cursor")) }
}

fn gateway_of(entry: &HistoryEntry) -> Option<&GatewayId> {
    match entry {
        HistoryEntry::Outbound(message) => message.gateway_id(),
        HistoryEntry::Inbound(row) => Some(&row.gateway_id),
    }
}

fn entry_out(entry: &HistoryEntry, devices: &BTreeMap<GatewayId, String>) -> Value {
    match entry {
        HistoryEntry::Outbound(message) => outbound(message, devices),
        HistoryEntry::Inbound(row) => inbound(row, devices),
    }
}

fn outbound(message: &Message, devices: &BTreeMap<GatewayId, String>) -> Value {
    let time = |at_ms: Option<UnixMillis>| at_ms.map(timestamp::format_secs);
    json!({
        "message_id": message.id.as_str(),
        "direction": "outbound",
        "status": status_word(message),
        "phone_number": message.recipients.first().map(|it| it.address.as_str()),
        "recipients": message.recipients.len(),
        "message": message.content.text().map(MessageText::as_str),
        "gateway_id": message.gateway_id().and_then(|id| devices.get(id)),
        "retry_count": message.retry_count(),
        "error_message": message.error(),
        "created_at": timestamp::format_secs(message.created_at_ms),
        "sent_at": time(message.sent_at_ms()),
        "delivered_at": time(message.delivered_at_ms()),
        "failed_at": time(message.failed_at_ms()),
    })
}

fn inbound(row: &InboundRow, devices: &BTreeMap<GatewayId, String>) -> Value {
    json!({
        "message_id": row.id,
        "direction": "inbound",
        "status": "received",
        "phone_number": row.sender,
        "message": row.body.as_str(),
        "gateway_id": devices.get(&row.gateway_id),
        "received_at": timestamp::format_secs(row.received_at_ms),
    })
}

fn timeline_out(
    entry: &TimelineEntry,
    message: &Message,
    devices: &BTreeMap<GatewayId, String>,
) -> Value {
    let recipient = entry.ordinal.and_then(|at| message.recipients.get(usize::from(at)));
    json!({
        "at": timestamp::format_ms(entry.at_ms),
        "event": entry.event,
        "phone_number": recipient.map(|it| it.address.as_str()),
        "attempt": entry.epoch,
        "gateway_id": entry.gateway_id.as_ref().and_then(|id| devices.get(id)),
        "cause": entry.cause,
    })
}
