//! `POST /api/v1/sms/send` (contract A.3).

use edge_kit::{Accepted, ErrorCode, Params, RequestContext};
use http::{HeaderMap, HeaderName, HeaderValue};
use messaging::{Content, Draft, Label, Options};
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
    let idempotency = idempotency(&headers, &params)?;
    let draft = draft(&context, &client, input, &params).await?;
    let submit = Submit { idempotency, ..Submit::of(draft) };
    match dispatcher_calls::dispatcher(&context, &client.account_id, submit).await? {
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
        SubmitOutcome::TooManyLabels => {
            Err(ApiError::invalid("label", "label is one too many today (maximum is 1000)"))
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
    let label = input.label.as_deref().map(|text| {
        let error = format!("label must be 1 to {} printable characters", Label::MAX_CHARS);
        Label::parse(text).ok_or_else(|| ApiError::invalid("label", error))
    });
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
            label: label.transpose()?,
            ..Options::default()
        },
        client_id: None,
    })
}

/// Reads the `Idempotency-Key` header: a structured-field string, or bare.
fn idempotency(headers: &HeaderMap, params: &Params) -> ApiResult<Option<Idempotency>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let malformed = || ApiError::bad_parameter("Idempotency-Key");
    let text = value.to_str().map_err(|_| malformed())?.trim();
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let key = quoted.unwrap_or(text);
    if key.is_empty() || key.chars().count() > MAX_IDEMPOTENCY_KEY_CHARS {
        return Err(malformed());
    }
    let mut digest = Sha256::new();
    // The route is part of it: keys are unique in the account, so one used on another route is another request.
    digest.update(b"POST /api/v1/sms/send\n");
    digest.update(params.canonical().as_bytes());
    let fingerprint = hex::encode(digest.finalize());
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint }))
}
