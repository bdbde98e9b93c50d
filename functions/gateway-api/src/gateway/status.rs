//! `POST /api/v1/gateway/sms/status` (contract A.3).

use axum::Json;
use edge_kit::{RequestContext, answers::SuccessOut, auth::Attends};
use messaging::{ReportEffect, ReportStatus};
use object_commands::dispatcher::{ReportBatch, ReportIn};

use super::input::ReportStatusIn;
use crate::{
    access::Gateway,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_REASON_CHARS: usize = 500;

/// `POST /api/v1/gateway/sms/status`: applies a delivery report. Idempotent; a status never moves backward.
#[worker::send]
pub(crate) async fn status(
    context: RequestContext,
    gateway: Gateway<Attends>,
    In { input, .. }: In<ReportStatusIn>,
) -> ApiResult<Json<SuccessOut>> {
    let status = match input.status.as_str() {
        "sent" => ReportStatus::Sent,
        "delivered" => ReportStatus::Delivered,
        "failed" => {
            let reason = input.error_message;
            let reason = reason.map_err(|_| ApiError::bad_parameter("error_message"))?;
            let reason = reason.filter(|text| !text.trim().is_empty());
            let reason = reason.unwrap_or_else(|| "failed".to_owned());
            ReportStatus::Failed { reason: reason.chars().take(MAX_REASON_CHARS).collect() }
        }
        _ => return Err(ApiError::invalid("status", "Status is not included in the list")),
    };
    let reports = vec![ReportIn { wire_id: input.message_id, status }];
    let batch = ReportBatch { gateway_id: gateway.gateway_id, reports };
    let effects = dispatcher_calls::dispatcher(&context, &gateway.account_id, batch).await?;
    match effects.first() {
        None | Some(ReportEffect::Unknown) => Err(ApiError::message_not_found()),
        Some(_) => Ok(Json(SuccessOut::DONE)),
    }
}
