//! `/api/v1/admin/routing`: the kind of route that is preferred for messages that name none.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::Json;
use edge_kit::RequestContext;
use object_commands::dispatcher::Poke;
use runtime::log::{self, events::GatewayApiEvent};
use store_d1::Store;

use self::{
    input::UpdatePolicyIn,
    out::{PolicyOut, UpdatePolicyOut},
};
use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::ApiResult,
    input::In,
};

/// `GET /api/v1/admin/routing`: the account's policy.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<PolicyOut>> {
    let policy = Store::open(&context.env)?.routing_policy(&client.account_id).await?;
    Ok(Json(PolicyOut { policy }))
}

/// `PATCH /api/v1/admin/routing`: sets the policy. Waiting messages may find a route by it.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<UpdatePolicyIn>,
) -> ApiResult<Json<UpdatePolicyOut>> {
    let policy = input.policy;
    let account_id = &client.account_id;
    Store::open(&context.env)?.set_routing_policy(account_id, policy).await?;
    // The policy is stored. If this notice is lost, the Dispatcher reads it within minutes.
    if dispatcher_calls::dispatcher(&context, account_id, Poke { reconcile: true }).await.is_err() {
        log::write(&GatewayApiEvent::RoutingPolicyNotAnnounced);
    }
    Ok(Json(UpdatePolicyOut { policy, success: true }))
}
