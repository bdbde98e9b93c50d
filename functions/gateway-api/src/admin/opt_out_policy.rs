//! `/api/v1/admin/opt-out`: the account's policy on opt-outs.

mod input;
#[cfg(feature = "openapi")]
pub(super) mod operations;
mod out;

use axum::Json;
use edge_kit::RequestContext;
use object_commands::dispatcher::{ChangeOptOutPolicy, OptOutPolicyOutcome, ReadOptOutPolicy};
use opt_outs::PolicyFault;

use self::{input::UpdateOptOutPolicyIn, out::OptOutPolicyOut};
use crate::{
    access::{Client, MayManageAccount},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// `GET /api/v1/admin/opt-out`: the account's policy.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    client: Client<MayManageAccount>,
) -> ApiResult<Json<OptOutPolicyOut>> {
    let command = ReadOptOutPolicy {};
    let policy = dispatcher_calls::dispatcher(&context, &client.account_id, command).await?;
    Ok(Json(OptOutPolicyOut::of(policy)))
}

/// `PATCH /api/v1/admin/opt-out`: changes what is given. The list of opt-outs stays in any case.
#[worker::send]
pub(crate) async fn update(
    context: RequestContext,
    client: Client<MayManageAccount>,
    In { input, .. }: In<UpdateOptOutPolicyIn>,
) -> ApiResult<Json<OptOutPolicyOut>> {
    let command = ChangeOptOutPolicy { change: input.change()? };
    match dispatcher_calls::dispatcher(&context, &client.account_id, command).await? {
        OptOutPolicyOutcome::Changed { policy } => Ok(Json(OptOutPolicyOut::of(policy))),
        OptOutPolicyOutcome::Refused { fault } => Err(refusal(&fault)),
    }
}

fn refusal(fault: &PolicyFault) -> ApiError {
    let param = match fault {
        PolicyFault::TooManyWords { .. }
        | PolicyFault::WordLength { .. }
        | PolicyFault::WordTaken { .. } => "keywords",
        PolicyFault::LongReply { .. } => "confirmation",
    };
    ApiError::invalid(param, format!("{param}: {fault}"))
}
