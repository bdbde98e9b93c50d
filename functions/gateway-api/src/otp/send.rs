//! `POST /api/v1/otp/send` (contract A.3, A.6).

use axum::Json;
use edge_kit::{ErrorCode, RequestContext, TimeSecs, client_network};
use http::HeaderMap;
use one_time_codes::{ExpiryMinutes, SendLimit};
use phone_verification::{CodeCause, CodeOrder, SendCodeFault};

use super::{input::SendCodeIn, out::SendCodeOut};
use crate::{
    access::{Client, MaySendCodes},
    error::{ApiError, ApiResult},
    input::In,
};

const PHONE_LIMIT: &str = "Rate limit exceeded. Maximum 3 OTP codes per hour.";
/// Refusal while no code could be verified because of wrong guesses.
const GUESSES_LIMIT: &str = "Too many wrong codes. Try again later.";

/// `POST /api/v1/otp/send`: generates a code and sends it. The code is only in the SMS; the server stores its digest
/// and, until a phone has the SMS, the sealed text.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    client: Client<MaySendCodes>,
    headers: HeaderMap,
    In { input, .. }: In<SendCodeIn>,
) -> ApiResult<Json<SendCodeOut>> {
    let settings = &context.settings.one_time_codes;
    let phone = super::phone_number(&context, &client, &input.phone_number)?;
    let purpose = super::purpose(input.purpose.as_deref())?.unwrap_or_default();
    let expiry = expiry(input.expiry_minutes)?;
    let policy = &*client.codes_policy;
    let final_line = super::final_line::of(&input, policy, settings.texts.of(&purpose))?;
    if context.settings.keyring.is_none() {
        return Err(ApiError::not_configured("One-time codes"));
    }
    if !phone_verification::serves(&context, policy, &phone) {
        return Err(ApiError::refused(
            ErrorCode::CountryNotServed,
            "Codes are not sent to this country",
        ));
    }
    // Requests that cannot produce a code are not counted against the limit.
    let order = CodeOrder {
        account_id: &client.account_id,
        phone: &phone,
        purpose,
        expiry,
        limits: settings.limits,
        cause: CodeCause::Key,
        network: &client_network(&headers),
        policy,
        final_line: final_line.as_ref(),
    };
    let sent = phone_verification::send(&context, order).await.map_err(refusal)?;
    Ok(Json(SendCodeOut {
        expires_at: TimeSecs(sent.expires_at_ms),
        message_id: sent.message_id,
        success: true,
    }))
}

fn refusal(fault: SendCodeFault) -> ApiError {
    match fault {
        SendCodeFault::LimitReached { limit, retry_after_secs } => {
            let (code, text) = match limit {
                SendLimit::Phone => (ErrorCode::CodeLimitReached, PHONE_LIMIT),
                // The same text as that of any other limit, and so the same code.
                SendLimit::Prefix => (ErrorCode::RateLimited, "Rate limit exceeded"),
                SendLimit::Guesses => (ErrorCode::TooManyAttempts, GUESSES_LIMIT),
            };
            ApiError::limit_reached(code, text, retry_after_secs)
        }
        SendCodeFault::Blocked { retry_after_secs } => {
            ApiError::number_block_blocked(retry_after_secs)
        }
        SendCodeFault::Exceeded(exceeded) => exceeded.into(),
        SendCodeFault::NoSealingKey => ApiError::not_configured("One-time codes"),
        SendCodeFault::OptedOut => ApiError::recipient_opted_out("phone_number"),
        SendCodeFault::Refused => ApiError::unavailable(),
        SendCodeFault::Store(error) => error.into(),
        SendCodeFault::Call(error) => error.into(),
    }
}

fn expiry(minutes: Option<i64>) -> ApiResult<ExpiryMinutes> {
    match minutes {
        None => Ok(ExpiryMinutes::default()),
        Some(minutes) => ExpiryMinutes::new(minutes)
            .map_err(|error| ApiError::invalid("expiry_minutes", error.to_string())),
    }
}
