//! `POST /api/v1/sms/send` (contract A.3).

use axum::response::{IntoResponse, Response};
use edge_kit::{Accepted, ErrorCode, RequestContext};
use http::{HeaderMap, HeaderName, HeaderValue};
use messaging::{Content, Draft, Label, Needs, Options};
use object_commands::dispatcher::{Receipt, Submit, SubmitOutcome};
use telephony::{Address, MessageText};
use unix_time::UnixMillis;

use super::{callback, explain, idempotency, input::SendSmsIn, out::SendSmsOut};
use crate::{
    access::{Client, MaySend},
    addresses, dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_BODY_CHARS: usize = 1_600;
/// Longest time by which a message may be scheduled ahead: 30 days.
const MAX_AHEAD_MS: i64 = 30 * 86_400_000;
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// `POST /api/v1/sms/send`: accepts a message. It is durable before the answer, and is sent when a gateway can take
/// it. With `dry_run` it is only explained.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    client: Client<MaySend>,
    headers: HeaderMap,
    In { input, params }: In<SendSmsIn>,
) -> ApiResult<Response> {
    // A dry run is about the request without the parameter that makes it one.
    let parameters = params.canonical_without("dry_run");
    let idempotency = idempotency::read(&headers, "POST /api/v1/sms/send", &parameters)?;
    let (is_list, is_dry_run) = (input.to.is_list, input.dry_run.unwrap_or(false));
    let is_late = input.send_at.is_some_and(|at_ms| at_ms <= context.now_ms);
    let late = || ApiError::invalid("send_at", "send_at must be in the future");
    // A repeated request gets its first answer, even after its schedule.
    if is_late && (is_dry_run || idempotency.is_none()) {
        return Err(late());
    }
    let callback_url = input.callback_url.as_deref();
    let callback_url = callback_url.map(|text| callback::parse(text, &context, &headers));
    let callback_url = callback_url.transpose()?;
    let mut draft = draft(&context, &client, input).await?;
    let mut refused = is_late.then(late);
    if let Some(url) = callback_url
        && !is_late
        && !is_dry_run
    {
        match callback::endpoint(&context, &client.account_id, &url).await? {
            Ok(id) => draft.options.callback_endpoint_id = Some(id),
            Err(error) if idempotency.is_none() => return Err(error),
            Err(error) => refused = Some(error),
        }
    }
    let recipients = draft.recipients.clone();
    let submit = Submit {
        idempotency,
        requires_gateway: draft.needs() != Needs::default(),
        check_only: refused.is_some(),
        ..Submit::of(draft)
    };
    if is_dry_run {
        return explain::explain(&context, &client, submit).await;
    }
    let outcome = dispatcher_calls::dispatcher(&context, &client.account_id, submit).await?;
    match (outcome, refused) {
        (SubmitOutcome::Accepted { receipt, replayed, .. }, _) => {
            let listed = is_list.then_some(recipients.as_slice());
            Ok(accepted(SendSmsOut::of(&receipt, listed), replayed))
        }
        (reused @ SubmitOutcome::KeyReused, _) => Err(refusal(&reused)),
        (_, Some(error)) => Err(error),
        (SubmitOutcome::RecipientsOptedOut { ordinals }, None) if is_list => {
            Err(ApiError::recipients_opted_out("to", &ordinals))
        }
        (outcome, None) => Err(refusal(&outcome)),
    }
}

/// Returns the answer of an accepted message.
pub(crate) fn accepted(out: SendSmsOut, replayed: bool) -> Response {
    let mut response = Accepted(out).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// Returns the failure of a submission that accepted no message.
pub(crate) fn refusal(outcome: &SubmitOutcome) -> ApiError {
    match outcome {
        SubmitOutcome::KeyReused => ApiError::refused(
            ErrorCode::IdempotencyKeyReused,
            "Idempotency-Key was already used with another request",
        ),
        SubmitOutcome::TooManyLabels => {
            ApiError::invalid("label", "label is one too many today (maximum is 1000)")
        }
        SubmitOutcome::UnknownGateway => ApiError::no_such_gateway(),
        // Of what a request may ask for, only the SIM is not supported by every gateway.
        SubmitOutcome::NoGateway => ApiError::no_capable_gateway("sim"),
        SubmitOutcome::RecipientsOptedOut { .. } => ApiError::recipient_opted_out("to"),
        SubmitOutcome::QueueFull
        | SubmitOutcome::OverQueueLimit { .. }
        | SubmitOutcome::TooSlow { .. } => ApiError::queue_full(),
        // This face names no messages itself, and a trial is refused by its caller.
        SubmitOutcome::NoSealingKey
        | SubmitOutcome::Admissible
        | SubmitOutcome::DuplicateClientId
        | SubmitOutcome::Accepted { .. } => ApiError::unavailable(),
    }
}

impl SendSmsOut {
    /// Returns the answer with the recipients, if the request named them as a list.
    pub(crate) fn of(receipt: &Receipt, recipients: Option<&[Address]>) -> Self {
        let message_id = receipt.message_id.clone();
        Self {
            // A fraction of a second counts as one, so that the message does not leave later than announced by it.
            eta: receipt.eta_ms.map(secs_up),
            recipients: recipients.map(|all| super::out::accepted_recipients(&message_id, all)),
            message_id,
            resend_of: None,
            status: "queued",
            success: true,
        }
    }
}

/// Returns a time in whole seconds, rounded up.
pub(super) fn secs_up(at_ms: UnixMillis) -> i64 {
    at_ms.saturating_add(999).as_secs()
}

async fn draft(
    context: &RequestContext,
    client: &Client<MaySend>,
    input: SendSmsIn,
) -> ApiResult<Draft> {
    let validation = context.settings.phone_validation;
    let numbers = addresses::phone_numbers("to", &input.to, client.default_region, validation)?;
    let text = MessageText::new(input.message);
    if text.as_str().trim().is_empty() {
        return Err(ApiError::invalid("message", "Message can't be blank"));
    }
    if text.char_count() > MAX_BODY_CHARS {
        let error = format!("Message is too long (maximum is {MAX_BODY_CHARS} characters)");
        return Err(ApiError::invalid("message", error));
    }
    let label = input.label.as_deref().map(|text| {
        let error = format!("label must be 1 to {} printable characters", Label::MAX_CHARS);
        Label::parse(text).ok_or_else(|| ApiError::invalid("label", error))
    });
    let latest_ms = context.now_ms.saturating_add(MAX_AHEAD_MS);
    if input.send_at.is_some_and(|at_ms| at_ms > latest_ms) {
        return Err(ApiError::invalid("send_at", "send_at must be within 30 days"));
    }
    let begins_at_ms = input.send_at.unwrap_or(context.now_ms);
    let expires_at_ms =
        input.ttl.map(|secs| begins_at_ms.saturating_add(secs.saturating_mul(1_000)));
    Ok(Draft {
        recipients: numbers.into_iter().map(Address::E164).collect(),
        content: Content::Text(text),
        options: Options {
            gateway_id: dispatcher_calls::named_gateway(context, input.gateway_id, client).await?,
            sim_slot: input.sim.and_then(|number| u8::try_from(number).ok()),
            priority: input.priority.and_then(|number| i8::try_from(number).ok()).unwrap_or(0),
            expires_at_ms,
            scheduled_at_ms: input.send_at,
            delivery_report: true,
            label: label.transpose()?,
            ..Options::default()
        },
        client_id: None,
    })
}
