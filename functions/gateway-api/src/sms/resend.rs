//! `POST /api/v1/sms/:message_id/resend`.

use axum::{
    extract::{Path, rejection::PathRejection},
    response::Response,
};
use edge_kit::{ErrorCode, RequestContext};
use http::HeaderMap;
use object_commands::dispatcher::{Resend, ResendOutcome, SubmitOutcome};

use super::{
    idempotency,
    input::ResendSmsIn,
    out::SendSmsOut,
    send::{accepted, refusal},
};
use crate::{
    access::{Client, MaySend},
    dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

/// `POST /api/v1/sms/:message_id/resend`: sends the content of an ended message again, as a new message. Without an
/// idempotency key, a request while the last resend is under way is a repetition of it.
#[worker::send]
pub(crate) async fn resend(
    context: RequestContext,
    client: Client<MaySend>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    In { input, params }: In<ResendSmsIn>,
) -> ApiResult<Response> {
    let id = dispatcher_calls::message_id(path)?;
    let route = format!("POST /api/v1/sms/{}/resend", id.as_str());
    let idempotency = idempotency::read(&headers, &route, &params.canonical())?;
    let all = input.all.unwrap_or(false);
    let command = Resend { message_id: id.clone(), all, idempotency };
    let submitted =
        match dispatcher_calls::dispatcher(&context, &client.account_id, command).await? {
            ResendOutcome::Submitted { submitted } => submitted,
            ResendOutcome::UnderWay => {
                let text = "Message is still under way";
                return Err(ApiError::conflict(ErrorCode::MessageUnderWay, text));
            }
            ResendOutcome::Unreadable => {
                let text = "The content of the message is no longer readable";
                return Err(ApiError::conflict(ErrorCode::ContentUnreadable, text));
            }
            ResendOutcome::NothingFailed => {
                let text = "No recipient of the message failed or was cancelled";
                return Err(ApiError::conflict(ErrorCode::NothingToResend, text));
            }
            ResendOutcome::TooOften => {
                let text = "Message was sent again too often";
                return Err(ApiError::refused(ErrorCode::ResourceLimitReached, text));
            }
            ResendOutcome::Unknown => return Err(ApiError::message_not_found()),
        };
    match submitted {
        SubmitOutcome::Accepted { receipt, replayed, .. } => {
            let resend_of = Some(id.as_str().to_owned());
            Ok(accepted(SendSmsOut { resend_of, ..SendSmsOut::of(&receipt, None) }, replayed))
        }
        refused => Err(refusal(&refused)),
    }
}
