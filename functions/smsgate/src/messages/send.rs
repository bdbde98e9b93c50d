//! `POST /messages` (contract 3.1).

use axum::response::{IntoResponse, Response};
use edge_kit::{Accepted, RequestContext};
use http::{HeaderValue, header};
use object_commands::dispatcher::{QueueLimits, ReachedQueueLimit, Submit, SubmitOutcome};
use runtime::timestamp;

use super::{
    input::{MessageIn, ParsedMessage, SendMessageQueryIn, SubmitOptions},
    message_out::MessageOut,
};
use crate::{
    access::Scoped,
    dispatcher_calls,
    error::{ApiError, ApiResult},
    json_body::JsonBody,
    query::Query,
    scopes::MessagesSend,
};

/// The original's limit of any body. A multimedia message contains its attachments.
const MAX_BODY_BYTES: usize = 4 * 1_048_576;

/// `POST /messages`: accepts a message and shows it, with the device that would currently be chosen. A missing device
/// and a full queue are refused first, invalid numbers and times after them.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    caller: Scoped<MessagesSend>,
    query: Query<SendMessageQueryIn>,
    JsonBody(input): JsonBody<MessageIn, MAX_BODY_BYTES>,
) -> ApiResult<Response> {
    let query = query.read()?;
    let around = SubmitOptions {
        now_ms: context.now_ms,
        default_region: caller.default_region(),
        verbatim: query.skip_phone_validation.unwrap_or(false),
        active_within_hours: query.device_active_within.filter(|hours| *hours > 0),
    };
    let ParsedMessage { draft, refusal } = input.into_parsed(around)?;
    let submit = Submit {
        requires_gateway: true,
        queue_limits: Some(context.settings.queue_limits)
            .filter(|it| *it != QueueLimits::default()),
        check_only: refusal.is_some(),
        ..Submit::of(draft.clone())
    };
    match dispatcher_calls::dispatcher(&context, &caller.account_id, submit).await? {
        SubmitOutcome::Accepted { receipt, .. } => {
            let id = draft.client_id.as_deref().unwrap_or(&receipt.message_id);
            let location = HeaderValue::try_from(location_of(id));
            let mut response = Accepted(MessageOut::accepted(&draft, &receipt)).into_response();
            if let Ok(location) = location {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
        SubmitOutcome::Admissible => Err(refusal.unwrap_or_else(ApiError::message_handling_failed)),
        SubmitOutcome::DuplicateClientId => Err(ApiError::duplicate_message_id()),
        SubmitOutcome::RecipientsOptedOut { ordinals } => {
            Err(ApiError::recipients_opted_out(&ordinals))
        }
        SubmitOutcome::UnknownGateway | SubmitOutcome::NoGateway => {
            Err(ApiError::no_device_matches())
        }
        SubmitOutcome::QueueFull | SubmitOutcome::TooSlow { .. } => {
            Err(ApiError::queue_limit("too many pending messages"))
        }
        SubmitOutcome::OverQueueLimit { reason } => {
            Err(ApiError::queue_limit(&render_queue_limit(reason)))
        }
        SubmitOutcome::KeyReused | SubmitOutcome::NoSealingKey | SubmitOutcome::TooManyLabels => {
            Err(ApiError::message_handling_failed())
        }
    }
}

fn render_queue_limit(reason: ReachedQueueLimit) -> String {
    match reason {
        ReachedQueueLimit::TooManyPending { pending, most } => {
            format!("too many pending messages: {pending} / {most}")
        }
        ReachedQueueLimit::TooOldPending { accepted_at_ms } => {
            format!("too old pending message: {}", timestamp::format_secs(accepted_at_ms))
        }
        ReachedQueueLimit::TooManyFailed { .. } => "too many failed messages".to_owned(),
    }
}

/// Returns the `Location`, with the original's older route. A client's own id may be any text, so it is encoded.
fn location_of(id: &str) -> String {
    let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
    let id = id.to_string().replace("%2D", "-").replace("%5F", "_");
    format!("/api/3rdparty/v1/message/{id}")
}

#[cfg(test)]
mod tests {
    use unix_time::UnixMillis;

    use super::*;

    #[test]
    fn a_full_queue_is_told_in_the_originals_words() {
        for (reason, text) in [
            (
                ReachedQueueLimit::TooManyPending { pending: 3, most: 3 },
                "too many pending messages: 3 / 3",
            ),
            (
                ReachedQueueLimit::TooOldPending {
                    accepted_at_ms: UnixMillis::new(1_760_869_800_123),
                },
                "too old pending message: 2025-10-19T10:30:00Z",
            ),
            (ReachedQueueLimit::TooManyFailed { failed: 2, most: 2 }, "too many failed messages"),
        ] {
            assert_eq!(render_queue_limit(reason), text);
        }
    }
}
