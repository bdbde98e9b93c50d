//! `/api/v1/admin/gateways` (contract A.3).

pub(crate) mod pending;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use devices::events::{Reach, ReachFacts};
use edge_kit::{RequestContext, auth};
use ids::AccountId;
use messaging::message::Metric;
use object_commands::dispatcher::GatewayChanged;
use runtime::{
    log::{self, events::GatewayApiEvent},
    timestamp,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use store_d1::{
    Store,
    counters::DayCounters,
    gateways::{GatewayChange, GatewayRecord, GatewaySwitches},
};

use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// Upper limit of the listing, which has no pages. An account has fewer gateways.
const MAX_LISTED: u32 = 1_000;
const MAX_NAME_CHARS: usize = 255;
const MAX_PRIORITY: i64 = 10;

#[derive(Serialize)]
struct GatewayOut {
    id: i64,
    device_id: String,
    name: String,
    status: &'static str,
    last_heartbeat_at: Option<String>,
    messages_sent_today: i64,
    messages_received_today: i64,
    total_messages_sent: i64,
    total_messages_received: i64,
    active: bool,
    approved: bool,
    priority: i32,
    metadata: Value,
    created_at: String,
    /// Way in which a phone that fetches its messages is notified: `stream`, `push`, or `poll` for neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    reached_by: Option<&'static str>,
}

/// `GET /api/v1/admin/gateways`: all gateways, the oldest first. The list includes every presence and message accepted
/// before the call; the time of a heartbeat may be five minutes old.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
) -> ApiResult<Json<Value>> {
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let store = Store::open(&context.env)?;
    let metrics = [Metric::Sent, Metric::Received, Metric::ReceivedElsewhen].map(Metric::as_str);
    let today = context.now_ms.day();
    let counters = store.counters_of_day(&client.account_id, &metrics, today).await?;
    let gateways = store.list_gateways(&client.account_id, MAX_LISTED).await?;
    let can_push = context.settings.push.route.is_some();
    let gateways: Vec<GatewayOut> =
        gateways.into_iter().map(|gateway| shown(gateway, &counters, can_push)).collect();
    Ok(Json(json!({ "gateways": gateways })))
}

/// `POST /api/v1/admin/gateways/:id/toggle`: switches the gateway off or on again.
#[worker::send]
pub(crate) async fn toggle(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Value>> {
    change(&context, &client.account_id, path, GatewayChange::Toggle).await
}

/// `PATCH /api/v1/admin/gateways/:id`: sets those of `name`, `priority` and `active` that are given.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    let name = fields.text("name")?.map(|name| name.trim().to_owned());
    if name.as_deref().is_some_and(str::is_empty) {
        return Err(ApiError::invalid("Name can't be blank"));
    }
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_CHARS) {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid(error));
    }
    let priority = fields.integer("priority", 1, MAX_PRIORITY)?;
    let change_it = GatewayChange::Set {
        name: name.as_deref(),
        priority: priority.and_then(|priority| i32::try_from(priority).ok()),
        active: fields.boolean("active")?,
    };
    change(&context, &client.account_id, path, change_it).await
}

async fn change(
    context: &RequestContext,
    account_id: &AccountId,
    path: Result<Path<String>, PathRejection>,
    change: GatewayChange<'_>,
) -> ApiResult<Json<Value>> {
    let number = number(path)?;
    let store = Store::open(&context.env)?;
    let changed = store.change_gateway(account_id, number, change).await?;
    let changed = changed.ok_or_else(ApiError::gateway_not_found)?;
    announce(context, account_id, &changed).await;
    Ok(Json(json!({ "success": true, "gateway": switches(&changed) })))
}

/// Announces a change to this isolate's key cache and to the account's Dispatcher, which closes the sockets of a
/// gateway that may no longer be used. If the notice is lost, the Dispatcher reads the change within minutes.
async fn announce(context: &RequestContext, account_id: &AccountId, changed: &GatewaySwitches) {
    auth::forget_gateway(&changed.id);
    let notice = GatewayChanged { gateway_id: changed.id.clone() };
    if dispatcher_calls::dispatcher(context, account_id, notice).await.is_err() {
        log::write(&GatewayApiEvent::GatewayChangeNotAnnounced { gateway_id: &changed.id });
    }
}

/// Parses the account-local number in the path.
fn number(path: Result<Path<String>, PathRejection>) -> ApiResult<i64> {
    let number = path.ok().and_then(|Path(text)| text.parse::<i64>().ok());
    let number = number.filter(|number| (1..=i64::from(u32::MAX)).contains(number));
    number.ok_or_else(ApiError::gateway_not_found)
}

fn switches(gateway: &GatewaySwitches) -> Value {
    json!({
        "id": gateway.number,
        "device_id": gateway.device_id,
        "name": gateway.name,
        "active": gateway.active != 0,
        "approved": gateway.approved != 0,
        "priority": gateway.priority,
    })
}

fn shown(gateway: GatewayRecord, counters: &DayCounters, can_push: bool) -> GatewayOut {
    let (sent, received) = (Metric::Sent.as_str(), Metric::Received.as_str());
    let elsewhen = Metric::ReceivedElsewhen.as_str();
    GatewayOut {
        id: gateway.number,
        status: if gateway.online == 0 { "offline" } else { "online" },
        last_heartbeat_at: gateway.last_heartbeat_at_ms.map(timestamp::format_secs),
        messages_sent_today: counters.of_gateway_today(sent, &gateway.id),
        // `Received` counts by the phone's clock; the correction moves it to the day on which we learned of the SMS.
        messages_received_today: counters
            .of_gateway_today(received, &gateway.id)
            .saturating_add(counters.of_gateway_today(elsewhen, &gateway.id)),
        total_messages_sent: counters.of_gateway(sent, &gateway.id),
        // The corrections of all days add up to zero.
        total_messages_received: counters.of_gateway(received, &gateway.id),
        active: gateway.active != 0,
        approved: gateway.approved != 0,
        priority: gateway.priority,
        metadata: metadata(&gateway),
        created_at: timestamp::format_secs(gateway.created_at_ms),
        reached_by: reached_by(&gateway, can_push),
        device_id: gateway.device_id,
        name: gateway.name,
    }
}

/// Returns `None` for a gateway with a socket, because its status shows that.
fn reached_by(gateway: &GatewayRecord, can_push: bool) -> Option<&'static str> {
    let facts = ReachFacts {
        fetches: gateway.protocol == "poll",
        online: gateway.online != 0,
        streams: gateway.streams != 0,
        has_push_token: gateway.has_push_token != 0,
        push_refused: gateway.push_refused != 0,
        can_push,
    };
    facts.fetches.then(|| Reach::of(facts).as_str())
}

/// Returns the device info from registration, with the latest battery, signal and queue.
fn metadata(gateway: &GatewayRecord) -> Value {
    let mut metadata = object(&gateway.metadata);
    metadata.extend(object(&gateway.health));
    Value::Object(metadata)
}

fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}
