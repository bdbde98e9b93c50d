//! `POST /api/v1/sms/send` (contract A.3).

use edge_kit::{Accepted, ErrorCode, Params, RequestContext};
use http::{HeaderMap, HeaderName, HeaderValue};
use ids::AccountId;
use messaging::{Content, Draft, Options};
use object_commands::dispatcher::{Idempotency, Submit, SubmitOutcome};
use sha2::{Digest, Sha256};
use telephony::{Address, MessageText};

use super::{input::SendSmsIn, out::SendSmsOut};
use crate::{
    access::{Client, MaySend},
    addresses, dispatcher_calls,
    error::{ApiError, ApiResult},
    input::In,
};

const MAX_BODY_CHARS: usize = 1_600;
const MAX_IDEMPOTENCY_KEY_CHARS: usize = 255;
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// `POST /api/v1/sms/send`: accepts a message. It is durable before the answer, and is sent when a gateway can take
/// it.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    client: Client<MaySend>,
    headers: HeaderMap,
    In { input, params }: In<SendSmsIn>,
) -> ApiResult<(HeaderMap, Accepted<SendSmsOut>)> {
    // The route is part of the fingerprint: keys are unique in the account, so one used on another route is another
    // request.
    let idempotency = idempotency(&headers, "POST /api/v1/sms/send", &params)?;
    let draft = draft(&context, &client, input, &params).await?;
    submit(&context, &client.account_id, draft, idempotency).await
}

/// Has the account's Dispatcher accept the message, and answers as this route does.
pub(crate) async fn submit(
    context: &RequestContext,
    account_id: &AccountId,
    draft: Draft,
    idempotency: Option<Idempotency>,
) -> ApiResult<(HeaderMap, Accepted<SendSmsOut>)> {
    let submit = Submit { idempotency, ..Submit::of(draft) };
    match dispatcher_calls::dispatcher(context, account_id, submit).await? {
        SubmitOutcome::Accepted { receipt, replayed, .. } => {
            let mut headers = HeaderMap::new();
            if replayed {
                headers.insert(REPLAYED, HeaderValue::from_static("true"));
            }
            let message_id = receipt.message_id;
            Ok((headers, Accepted(SendSmsOut { message_id, status: "queued", success: true })))
        }
        SubmitOutcome::KeyReused => Err(ApiError::refused(
            ErrorCode::IdempotencyKeyReused,
            "Idempotency-Key was already used with another request",
        )),
        SubmitOutcome::UnknownGateway | SubmitOutcome::NoGateway => {
            Err(ApiError::no_such_gateway())
        }
        SubmitOutcome::QueueFull
        | SubmitOutcome::OverQueueLimit { .. }
        | SubmitOutcome::TooSlow { .. } => Err(ApiError::queue_full()),
        // This face names no messages itself and asks for no trial, so only the first of them can happen.
        SubmitOutcome::NoSealingKey
        | SubmitOutcome::Admissible
        | SubmitOutcome::DuplicateClientId => Err(ApiError::unavailable()),
    }
}

async fn draft(
    context: &RequestContext,
    client: &Client<MaySend>,
    input: SendSmsIn,
    params: &Params,
) -> ApiResult<Draft> {
    let validation = context.settings.phone_validation;
    let number = addresses::phone_number("to", &input.to, client.default_region, validation)?;
    let text = MessageText::new(input.message);
    if text.as_str().trim().is_empty() {
        return Err(ApiError::invalid("message", "Message can't be blank"));
    }
    if text.char_count() > MAX_BODY_CHARS {
        let error = format!("Message is too long (maximum is {MAX_BODY_CHARS} characters)");
        return Err(ApiError::invalid("message", error));
    }
    if params.has("callback_url") {
        return Err(ApiError::refused(ErrorCode::NotSupported, "callback_url is not supported"));
    }
    Ok(Draft {
        recipients: vec![Address::E164(number)],
        content: Content::Text(text),
        options: Options {
            gateway_id: dispatcher_calls::named_gateway(context, input.gateway_id, client).await?,
            priority: input.priority.and_then(|number| i8::try_from(number).ok()).unwrap_or(0),
            delivery_report: true,
            ..Options::default()
        },
        client_id: None,
    })
}

/// Reads the `Idempotency-Key` header: a structured-field string, or bare. `route` tells requests to different routes
/// apart.
pub(crate) fn idempotency(
    headers: &HeaderMap,
    route: &str,
    params: &Params,
) -> ApiResult<Option<Idempotency>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let malformed = || ApiError::bad_parameter("Idempotency-Key");
    let text = value.to_str().map_err(|_| malformed())?.trim();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    if key.is_empty() || key.chars().count() > MAX_IDEMPOTENCY_KEY_CHARS {
        return Err(malformed());
    }
    let mut digest = Sha256::new();
    digest.update(route.as_bytes());
    digest.update(b"\n");
    digest.update(params.canonical().as_bytes());
    let fingerprint = hex::encode(digest.finalize());
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint }))
}
