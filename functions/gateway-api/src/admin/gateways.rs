//! `/api/v1/admin/gateways` (contract A.3).

mod delete;
mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;
pub(crate) mod pending;
pub(crate) mod rotate_key;
pub(crate) mod show;
pub(crate) mod test_message;

pub(crate) use self::delete::delete;

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{RequestContext, auth};
use ids::AccountId;
use messaging::{SendWindow, message::Metric};
use object_commands::dispatcher::GatewayChanged;
use runtime::log::{self, events::GatewayApiEvent};
use store_d1::{
    Store,
    gateways::{GatewayChange, GatewaySet, GatewaySwitches},
};

use self::{
    input::UpdateGatewayIn,
    out::{GatewayChangedOut, GatewayOut, GatewaysOut},
};
use crate::{
    access::{Client, MayManageGateways},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// Upper limit of the listing, which has no pages. An account has fewer gateways.
const MAX_LISTED: u32 = 1_000;
const COUNTED: [Metric; 3] = [Metric::Sent, Metric::Received, Metric::ReceivedElsewhen];
const MAX_NAME_CHARS: usize = 255;

/// `GET /api/v1/admin/gateways`: all gateways, the oldest first. The list includes every presence and message accepted
/// before the call; the time of a heartbeat may be five minutes old.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    client: Client<MayManageGateways>,
) -> ApiResult<Json<GatewaysOut>> {
    dispatcher_calls::flush(&context, &client.account_id).await?;
    let store = Store::open(&context.env)?;
    let metrics = COUNTED.map(Metric::as_str);
    let today = context.now_ms.day();
    let counters = store.counters_of_day(&client.account_id, &metrics, today).await?;
    let gateways = store.list_gateways(&client.account_id, MAX_LISTED).await?;
    let can_push = context.settings.push.route.is_some();
    let gateways = gateways.into_iter().map(|it| GatewayOut::of(it, &counters, can_push)).collect();
    Ok(Json(GatewaysOut { gateways }))
}

/// `POST /api/v1/admin/gateways/:id/toggle`: switches the gateway off or on again.
#[worker::send]
pub(crate) async fn toggle(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
) -> ApiResult<Json<GatewayChangedOut>> {
    change(&context, &client.account_id, path, GatewayChange::Toggle).await
}

/// `PATCH /api/v1/admin/gateways/:id`: sets those of `name`, `priority`, `active`, `kind`, `pacing`
/// and `send_window` that are given.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageGateways>,
    path: Result<Path<String>, PathRejection>,
    In { input, params }: In<UpdateGatewayIn>,
) -> ApiResult<Json<GatewayChangedOut>> {
    let name = input.name.as_ref().map(|name| name.trim().to_owned());
    if name.as_deref().is_some_and(str::is_empty) {
        return Err(ApiError::invalid("name", "Name can't be blank"));
    }
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_CHARS) {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid("name", error));
    }
    let send_window: Option<Option<SendWindow>> = input.send_window(&params)?.into();
    let set = GatewaySet {
        name: name.as_deref(),
        priority: input.priority.and_then(|priority| i32::try_from(priority).ok()),
        active: input.active,
        kind: input.kind,
        pacing: input.pacing(&params)?.into(),
        send_window: send_window.as_ref().map(Option::as_ref),
    };
    change(&context, &client.account_id, path, GatewayChange::Set(set)).await
}

async fn change(
    context: &RequestContext,
    account_id: &AccountId,
    path: Result<Path<String>, PathRejection>,
    change: GatewayChange<'_>,
) -> ApiResult<Json<GatewayChangedOut>> {
    let number = number(path)?;
    let store = Store::open(&context.env)?;
    let changed = store.change_gateway(account_id, number, change).await?;
    let changed = changed.ok_or_else(ApiError::gateway_not_found)?;
    announce(context, account_id, &changed).await;
    Ok(Json(GatewayChangedOut::of(changed)))
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
