//! `POST /api/v1/otp/send` (contract A.3, A.6).

use axum::Json;
use contracts::dispatcher::{Submit, Submitted};
use edge_kit::{ExactLimit, RequestContext, limits};
use http::HeaderMap;
use identity::AccountId;
use messaging::{
    Content, Draft, Options,
    message::{Metric, UnknownOutcome},
};
use one_time_codes::{ExpiryMinutes, IssuedCode, SendLimit, SendOutcome};
use request_limits::{Counted, Policy, Remaining};
use runtime::{OsRng, timestamp};
use serde_json::{Value, json};
use store_d1::Store;
use telephony::{Address, PhoneNumber};

use crate::{
    access::{Client, MaySendCodes},
    calls,
    error::{ApiError, ApiResult},
    fields::Fields,
};

/// Codes go before everything else that waits.
const PRIORITY: i8 = i8::MAX;
const PHONE_LIMIT: &str = "Rate limit exceeded. Maximum 3 OTP codes per hour.";

/// `POST /api/v1/otp/send`: draws a code and sends it. The code is nowhere but in the SMS; here is its
/// digest, and until a phone has it the sealed text.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    client: Client<MaySendCodes>,
    headers: HeaderMap,
    fields: Fields,
) -> ApiResult<Json<Value>> {
    let settings = &context.settings.one_time_codes;
    let phone = fields.phone_number("phone_number", &context.settings)?;
    let purpose = super::purpose(&fields)?.unwrap_or_default();
    let expiry = expiry(&fields)?;
    if context.settings.keyring.is_none() {
        return Err(ApiError::not_configured("One-time codes"));
    }
    if !settings.countries.allows_number(&phone) {
        return Err(ApiError::invalid("Codes are not sent to this country"));
    }
    let (account_id, now_ms) = (&client.account_id, context.now_ms);
    // What could never become a code is not counted against those that do.
    let network = limits::client_network(&headers);
    limits::count_exactly(&context, ExactLimit::SendCode, Some(account_id), &network).await?;
    let code =
        IssuedCode::draw(account_id, &phone, purpose, expiry, &settings.pepper, now_ms, &mut OsRng);
    let store = Store::open(&context.env)?;
    let outcome = store.create_code(account_id, &phone, &code, settings.limits, now_ms).await?;
    note_limits(&context, outcome);
    if let SendOutcome::LimitReached { limit, retry_after_secs } = outcome {
        let text = match limit {
            SendLimit::Phone => PHONE_LIMIT,
            SendLimit::Prefix => "Rate limit exceeded",
        };
        return Err(ApiError::limit_reached(text, retry_after_secs));
    }
    let draft = draft(&context, &phone, &code, expiry);
    let message_id = submit(&context, account_id, &store, &phone, &code, draft).await?;
    super::count(&context, account_id, Metric::CodesSent);
    Ok(Json(json!({
        "success": true,
        "expires_at": timestamp::format_secs(code.expires_at_ms),
        "message_id": message_id,
    })))
}

/// Has the answer tell of the number's limit, and of the prefix's where there is one. Which of the two
/// stands how is known of the one that refused, and of the number's otherwise.
fn note_limits(context: &RequestContext, outcome: SendOutcome) {
    let limits = context.settings.one_time_codes.limits;
    let policy = |name, quota| Policy { name, quota, window_secs: 3_600 };
    let left = |requests, reset_secs| Some(Remaining { requests, reset_secs });
    let (of_number, of_prefix) = match outcome {
        SendOutcome::Created { remaining, reset_secs } => (left(remaining, reset_secs), None),
        SendOutcome::LimitReached { limit: SendLimit::Phone, retry_after_secs } => {
            (left(0, retry_after_secs), None)
        }
        SendOutcome::LimitReached { limit: SendLimit::Prefix, retry_after_secs } => {
            (None, left(0, retry_after_secs))
        }
    };
    let number = policy("otp-number", limits.phone_per_hour);
    context.ledger.note(Counted { policy: number, remaining: of_number });
    if let Some(quota) = limits.prefix_per_hour {
        let prefix = policy("otp-prefix", quota);
        context.ledger.note(Counted { policy: prefix, remaining: of_prefix });
    }
}

fn expiry(fields: &Fields) -> ApiResult<ExpiryMinutes> {
    let (least, most) = (ExpiryMinutes::MIN, ExpiryMinutes::MAX);
    match fields.integer("expiry_minutes", least.minutes().into(), most.minutes().into())? {
        None => Ok(ExpiryMinutes::default()),
        Some(minutes) => {
            ExpiryMinutes::new(minutes).map_err(|error| ApiError::invalid(error.to_string()))
        }
    }
}

fn draft(
    context: &RequestContext,
    phone: &PhoneNumber,
    code: &IssuedCode,
    expiry: ExpiryMinutes,
) -> Draft {
    let text = context.settings.one_time_codes.template.render(&code.code, expiry);
    Draft {
        recipients: vec![Address::E164(phone.clone())],
        content: Content::Text(text),
        options: Options {
            priority: PRIORITY,
            expires_at_ms: Some(code.expires_at_ms),
            delivery_report: true,
            // A second SMS with the same code harms nobody, one that never comes locks somebody out.
            unknown_outcome: UnknownOutcome::Resend,
            confidential: true,
            ..Options::default()
        },
        client_id: None,
    }
}

/// Hands the message over. A code whose message was certainly refused is taken back; where that is not
/// known it stays, for its SMS may be on its way.
async fn submit(
    context: &RequestContext,
    account_id: &AccountId,
    store: &Store,
    phone: &PhoneNumber,
    code: &IssuedCode,
    draft: Draft,
) -> ApiResult<String> {
    let submit = Submit {
        draft,
        idempotency: None,
        requires_gateway: false,
        queue_limits: None,
        wait_ms: None,
    };
    let refusal = match calls::dispatcher(context, account_id, submit).await? {
        Submitted::Accepted { receipt, .. } => return Ok(receipt.message_id),
        Submitted::NoSealingKey => ApiError::not_configured("One-time codes"),
        Submitted::QueueFull
        | Submitted::OverQueueLimit { .. }
        | Submitted::NoGateway
        | Submitted::KeyReused
        | Submitted::DuplicateClientId
        | Submitted::UnknownGateway => ApiError::unavailable(),
    };
    store.withdraw_code(account_id, phone, &code.id).await?;
    Err(refusal)
}
