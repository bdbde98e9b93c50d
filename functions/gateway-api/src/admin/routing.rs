//! `/api/v1/admin/routing`: the kind of route that is preferred for messages that name none.

use axum::Json;
use edge_kit::RequestContext;
use object_commands::dispatcher::Poke;
use runtime::log::{self, events::GatewayApiEvent};
use serde_json::{Value, json};
use store_d1::{Store, provider_numbers::RoutingPolicy};

use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// `GET /api/v1/admin/routing`: the account's policy.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<Value>> {
    let policy = Store::open(&context.env)?.routing_policy(&client.account_id).await?;
    Ok(Json(json!({ "policy": policy.as_str() })))
}

/// `PATCH /api/v1/admin/routing`: sets the policy. Waiting messages may find a route by it.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageAccount>,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    let text = fields.required_text("policy")?;
    let policy = RoutingPolicy::parse(text.trim()).ok_or_else(|| {
        let names = RoutingPolicy::ALL.map(RoutingPolicy::as_str).join(", ");
        ApiError::invalid(format!("policy must be one of {names}"))
    })?;
    let account_id = &client.account_id;
    Store::open(&context.env)?.set_routing_policy(account_id, policy).await?;
    // The policy is stored. If this notice is lost, the Dispatcher reads it within minutes.
    if dispatcher_calls::dispatcher(&context, account_id, Poke { reconcile: true }).await.is_err() {
        log::write(&GatewayApiEvent::RoutingPolicyNotAnnounced);
    }
    Ok(Json(json!({ "success": true, "policy": policy.as_str() })))
}
