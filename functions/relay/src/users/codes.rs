//! Verification codes by SMS, through Wireroom's own gateways (contract 2.1).

use edge_kit::{Created, ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use one_time_codes::{Code, CodesPolicy, ExpiryMinutes, Guess, Purpose, SendLimits, VerifyOutcome};
use phone_verification::{CodeCause, CodeOrder, SendCodeFault};
use relay_crypto::SessionStage;
use relay_users::retry_after_secs;
use runtime::log::{self, events::RelayUserEvent};
use store_d1::{Store, relay::users::code_waits::CodeWaitOutcome};
use telephony::PhoneNumber;

use super::{
    fields::{self, Body},
    input::{SendCodeIn, VerifyCodeIn},
    out::SendCodeOut,
    session::VerifyingUser,
    sign_up, throttle,
};
use crate::{
    account,
    answers::Empty,
    error::{RelayError, RelayResult},
};

/// Hourly limit on codes. The waits allow four codes in a day, so this limit must not be lower.
const CODES_PER_HOUR: u32 = 4;
/// `Retry-After` where a number's block ends only when an administrator lifts it.
const UNKNOWN_END_SECS: u32 = 3_600;

/// `POST /v2/users/{uid}/OTP`: sends a code to the number of a user who is signing up or recovering. Returns when the
/// next code may be requested.
#[worker::send]
pub(crate) async fn send(
    context: RequestContext,
    verifying: VerifyingUser,
    headers: HeaderMap,
    Body(input): Body<SendCodeIn>,
) -> RelayResult<Created<SendCodeOut>> {
    let VerifyingUser { account_id, user, session } = &verifying;
    let phone_number = number(&context, &input.phone_number).await?;
    if phone_number != user.phone_number {
        return Err(RelayError::text(
            ErrorCode::Forbidden,
            StatusCode::FORBIDDEN,
            "another phone_number",
        ));
    }
    if session.stage == SessionStage::SignUp && user.is_active() {
        return Err(sign_up::exists());
    }
    if session.stage == SessionStage::SignUp {
        sign_up::permit(&context, account_id, &phone_number).await?;
    }
    let policy = account::codes_policy(&context).await?;
    if !phone_verification::serves(&context, &policy, &phone_number) {
        return Err(fields::bad(ErrorCode::CountryNotServed, "codes are not sent to this country"));
    }
    let store = Store::open(&context.env)?;
    let (waits, now_ms) = (context.settings.relay.users.code_waits.as_ms(), context.now_ms);
    // The turn is taken before the code is sent, so that concurrent requests send one code.
    let next_at_ms = match store.take_code_turn(account_id, &phone_number, waits, now_ms).await? {
        CodeWaitOutcome::Now { next_at_ms } => next_at_ms,
        CodeWaitOutcome::NotBefore { at_ms } => {
            return Err(no_more_codes(retry_after_secs(at_ms, now_ms)));
        }
    };
    if let Err(refusal) = order(&context, &verifying, &policy, &headers).await {
        // If a code may have been sent, the wait stays.
        if refusal.certain {
            store.return_code_turn(account_id, &phone_number, next_at_ms).await?;
        }
        return Err(refusal.error);
    }
    Ok(Created(SendCodeOut { expires: next_at_ms }))
}

/// `PUT /v2/OTP`: proves that a user who is signing up or recovering has the number. Repeating it in the same session
/// succeeds too.
#[worker::send]
pub(crate) async fn verify(
    context: RequestContext,
    verifying: VerifyingUser,
    Body(input): Body<VerifyCodeIn>,
) -> RelayResult<Empty> {
    let VerifyingUser { account_id, user, session } = &verifying;
    if user.verified_session_id.as_ref() == Some(&session.session_id) {
        return Ok(Empty);
    }
    let (phone, code) = (&user.phone_number, Code::parse(&input.code));
    let purpose = purpose(session.stage);
    let guess = Guess {
        account_id,
        phone,
        purpose: Some(&purpose),
        code: code.as_ref(),
        now_ms: context.now_ms,
    };
    // A stranger can begin a recovery of any number, so guesses count only while its owner has a live code. The
    // response time does not reveal whether that is so.
    let decided = password_guesses::delay_failure(async {
        match phone_verification::verify_while_live(&context, guess).await? {
            VerifyOutcome::Verified => Ok(()),
            VerifyOutcome::Refused { .. } => {
                Err(RelayError::text(ErrorCode::WrongCode, StatusCode::FORBIDDEN, "wrong code"))
            }
        }
    });
    decided.await?;
    let store = Store::open(&context.env)?;
    let (user_id, session_id) = (&user.user_id, &session.session_id);
    let known = store.verify_relay_session(account_id, user_id, session_id, context.now_ms).await?;
    if !known {
        // Another caller has signed up with the number since.
        return Err(super::session::no_session());
    }
    store.clear_code_waits(account_id, phone).await?;
    Ok(Empty)
}

/// Parses a number, adding the default country code if it has none.
pub(crate) async fn number(context: &RequestContext, text: &str) -> RelayResult<PhoneNumber> {
    let region = account::default_region(context).await?;
    PhoneNumber::parse(text, region, context.settings.phone_validation)
        .map_err(|_| fields::bad(ErrorCode::InvalidPhoneNumber, "invalid phone_number"))
}

/// 429 with `Retry-After`, the same for each limit on codes.
fn no_more_codes(retry_after_secs: u32) -> RelayError {
    throttle::too_many(ErrorCode::CodeLimitReached, retry_after_secs)
}

/// Returns the code's purpose; a code of one purpose is invalid for the other.
fn purpose(stage: SessionStage) -> Purpose {
    match stage {
        SessionStage::Recovery => Purpose::relay_recovery(),
        SessionStage::SignUp | SessionStage::Login => Purpose::relay_sign_up(),
    }
}

/// Reason why no code was sent.
struct CodeRefusal {
    error: RelayError,
    /// `false` if a code may have been sent.
    certain: bool,
}

/// Sends a code to the user's number, unless the network or the account has had too many.
async fn order(
    context: &RequestContext,
    verifying: &VerifyingUser,
    policy: &CodesPolicy,
    headers: &HeaderMap,
) -> Result<(), CodeRefusal> {
    let VerifyingUser { account_id, user, session } = verifying;
    let certain = |error| CodeRefusal { error, certain: true };
    let settings = context.settings.one_time_codes.limits;
    let limits =
        SendLimits { phone_per_hour: settings.phone_per_hour.max(CODES_PER_HOUR), ..settings };
    let cause = match session.stage {
        SessionStage::Recovery => CodeCause::User,
        SessionStage::SignUp | SessionStage::Login => CodeCause::Stranger,
    };
    let order = CodeOrder {
        account_id,
        phone: &user.phone_number,
        purpose: purpose(session.stage),
        expiry: ExpiryMinutes::MAX,
        limits,
        cause,
        network: &client_network(headers),
        policy,
        final_line: None,
    };
    match phone_verification::send(context, order).await {
        Ok(_) => Ok(()),
        Err(SendCodeFault::LimitReached { retry_after_secs, .. }) => {
            Err(certain(no_more_codes(retry_after_secs)))
        }
        Err(SendCodeFault::Exceeded(exceeded)) => {
            Err(certain(no_more_codes(exceeded.retry_after_secs)))
        }
        // A stranger learns no more than of any other limit.
        Err(SendCodeFault::Blocked { retry_after_secs }) => {
            Err(certain(no_more_codes(retry_after_secs.unwrap_or(UNKNOWN_END_SECS))))
        }
        // Codes of relay users are exempt from opt-outs, so none is refused for that.
        Err(SendCodeFault::NoSealingKey | SendCodeFault::OptedOut | SendCodeFault::Refused) => {
            log::write(&RelayUserEvent::CodeNotSent);
            Err(certain(RelayError::unavailable()))
        }
        Err(SendCodeFault::Store(error)) => Err(certain(error.into())),
        Err(SendCodeFault::Call(error)) => Err(CodeRefusal { error: error.into(), certain: false }),
    }
}
