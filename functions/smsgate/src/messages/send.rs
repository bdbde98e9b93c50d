//! `POST /messages` (contract 3.1).

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use contracts::dispatcher::{QueueLimits, QueueReason, Submit, Submitted};
use edge_kit::RequestContext;
use http::{HeaderValue, StatusCode, header};
use runtime::timestamp;

use super::{
    input::{MessageInput, Surroundings},
    shown,
};
use crate::{
    access::Scoped,
    calls,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    query::Query,
    scopes::MessagesSend,
};

/// `POST /messages`: accepts a message and shows it, with the device that would send it as things stand.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    caller: Scoped<MessagesSend>,
    query: Query,
    JsonBody(input): JsonBody<MessageInput>,
) -> ApiResult<Response> {
    let around = Surroundings {
        now_ms: context.now_ms,
        default_region: context.settings.default_region,
        verbatim: query.boolean("skipPhoneValidation")?.unwrap_or(false),
        active_within_hours: query
            .integer("deviceActiveWithin", 0, i64::from(u32::MAX))?
            .filter(|hours| *hours > 0),
    };
    let draft = input.into_draft(around)?;
    let submit = Submit {
        draft: draft.clone(),
        idempotency: None,
        requires_gateway: true,
        queue_limits: Some(context.settings.queue_limits)
            .filter(|it| *it != QueueLimits::default()),
        wait_ms: None,
        leave_within_ms: None,
    };
    match calls::dispatcher(&context, &caller.account_id, submit).await? {
        Submitted::Accepted { receipt, .. } => {
            let id = draft.client_id.as_deref().unwrap_or(&receipt.message_id);
            let location = HeaderValue::try_from(location_of(id));
            let body = Json(shown::accepted(&draft, &receipt));
            let mut response = (StatusCode::ACCEPTED, body).into_response();
            if let Ok(location) = location {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
        Submitted::DuplicateClientId => Err(ApiError::duplicate_message_id()),
        Submitted::UnknownGateway | Submitted::NoGateway => Err(ApiError::no_device_matches()),
        Submitted::QueueFull | Submitted::TooSlow { .. } => {
            Err(ApiError::queue_limit("too many pending messages"))
        }
        Submitted::OverQueueLimit { reason } => Err(ApiError::queue_limit(&said(reason))),
        Submitted::KeyReused | Submitted::NoSealingKey => Err(ApiError::message_handling_failed()),
    }
}

fn said(reason: QueueReason) -> String {
    match reason {
        QueueReason::TooManyPending { pending, most } => {
            format!("too many pending messages: {pending} / {most}")
        }
        QueueReason::TooOldPending { accepted_at_ms } => {
            format!("too old pending message: {}", timestamp::format_ms(accepted_at_ms))
        }
        QueueReason::TooManyFailed { failed, most } => {
            format!("too many failed messages: {failed} / {most}")
        }
    }
}

/// A client's own id may be anything, so it is encoded.
fn location_of(id: &str) -> String {
    let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
    let id = id.to_string().replace("%2D", "-").replace("%5F", "_");
    format!("/api/3rdparty/v1/messages/{id}")
}
