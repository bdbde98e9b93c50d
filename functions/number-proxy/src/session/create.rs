//! `POST /session` (contract C.4).

mod input;

use axum::Json;
use edge_kit::{ErrorCode, RequestContext};
use masking::{NumberKey, ProxySessionId};
use messaging::InteractionKind;
use runtime::OsRng;
use serde::Serialize;
use store_d1::{
    Store, StoreError,
    masking::create::{NewSession, SessionDetails, Stickiness},
};
use telephony::Region;
use unix_time::UnixMillis;

use self::input::CreateSessionIn;
use super::{DateOut, MOST_EXPIRED};
use crate::{
    access::{Client, MayConnect},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    input::Body,
    session_closing,
};

const MS_PER_MINUTE: f64 = 60_000.0;
const MS_PER_SEC: f64 = 1_000.0;

/// Answer of `POST /session`.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CreateSessionOut {
    /// Time at which the session ends by itself; `null` if it has none.
    expiry_date: Option<DateOut>,
    /// Always `Created new session`.
    message: &'static str,
    /// The number as it was given.
    participant_a: String,
    /// The number as it was given.
    participant_b: String,
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    session_id: ProxySessionId,
    /// Always `succeeded`.
    status: &'static str,
    /// Number of the pool through which the participants write to each other.
    virtual_tn: String,
}

/// Contents of a request to open a session.
struct SessionRequest {
    a: String,
    b: String,
    /// Keys by which the participants are compared.
    keys: (NumberKey, NumberKey),
    expires_at_ms: Option<UnixMillis>,
    ttl_ms: Option<i64>,
    number: Option<String>,
    stickiness: Stickiness,
    /// Desired prefix of the number, in digits with the country code.
    area: String,
}

/// `POST /session`: opens a session on a number that neither participant has in use, and tells both. If one cannot be
/// told, the session is rolled back.
#[worker::send]
pub(crate) async fn create(
    context: RequestContext,
    client: Client<MayConnect>,
    Body(input): Body<CreateSessionIn>,
) -> ProxyResult<Json<CreateSessionOut>> {
    let wanted = wanted(input, context.now_ms, client.default_region)?;
    let store = Store::open(&context.env)?;
    // `open_session` closes expired sessions that are in its way, but does not tell their subscribers.
    session_closing::expire(&context.env, context.now_ms, MOST_EXPIRED).await?;
    let number = wanted.number.as_deref();
    let number_key =
        number.map(|number| dispatcher_calls::number_key(number, client.default_region));
    let session = NewSession {
        id: ProxySessionId::generate(&mut OsRng),
        participants: (&wanted.a, &wanted.b),
        keys: (&wanted.keys.0, &wanted.keys.1),
        expires_at_ms: wanted.expires_at_ms,
        ttl_ms: wanted.ttl_ms,
        number_key: number_key.as_ref(),
        stickiness: wanted.stickiness,
        area: &wanted.area,
        cool_off_ms: context.settings.masking.cool_off_ms,
    };
    let opened = match store.open_session(&client.account_id, &session, context.now_ms).await {
        Ok(opened) => opened.ok_or_else(no_number)?,
        Err(StoreError::Conflict(_)) => return Err(ProxyError::reserved_twice()),
        Err(error) => return Err(error.into()),
    };
    let kind = InteractionKind::SessionStart;
    let told =
        dispatcher_calls::notify_participants(&context, &client.account_id, &opened, kind).await;
    if let Err(error) = told {
        store.roll_back_session(&client.account_id, &session.id, context.now_ms).await?;
        return Err(error);
    }
    Ok(Json(shown(wanted, opened)))
}

fn wanted(
    input: CreateSessionIn,
    now_ms: UnixMillis,
    region: Region,
) -> ProxyResult<SessionRequest> {
    let (a, b) = (input.participant_a, input.participant_b);
    let keys =
        (participant(&a, "participant_a", region)?, participant(&b, "participant_b", region)?);
    if keys.0 == keys.1 {
        return Err(ProxyError::invalid("The participants must be two"));
    }
    let minutes = input.expiry_window.filter(|minutes| *minutes != 0.0);
    let ttl_ms = input.ttl_secs.map(|secs| millis(secs, MS_PER_SEC));
    let area = match input.area_code {
        Some(code) => code,
        None if input.geo_match => area_of(keys.0.as_str()),
        None => String::new(),
    };
    Ok(SessionRequest {
        keys,
        expires_at_ms: minutes.map(|minutes| now_ms.saturating_add(millis(minutes, MS_PER_MINUTE))),
        ttl_ms: ttl_ms.filter(|ms| *ms > 0),
        number: input.number,
        stickiness: input.selection,
        area,
        a,
        b,
    })
}

/// Returns the key by which a participant is compared. 400 if SMS to the number would reach a stranger or no phone.
fn participant(number: &str, name: &str, region: Region) -> ProxyResult<NumberKey> {
    let key = dispatcher_calls::recipient_key(number, region);
    let message = || format!("Argument '{name}' must be a phone number with its country code");
    key.ok_or_else(|| ProxyError::bad_request(ErrorCode::InvalidPhoneNumber, message()))
}

/// Returns the first four digits, country code and area code, of North American numbers; elsewhere area codes vary in
/// length, so none.
fn area_of(digits: &str) -> String {
    let is_north_american = digits.len() == 11 && digits.starts_with('1');
    if is_north_american { digits.chars().take(4).collect() } else { String::new() }
}

#[expect(clippy::cast_possible_truncation, reason = "at most a billion minutes")]
fn millis(number: f64, unit_ms: f64) -> i64 {
    (number * unit_ms) as i64
}

fn no_number() -> ProxyError {
    let message = "Could not create a new session -- No virtual TNs available.";
    ProxyError::refused(ErrorCode::NoNumberAvailable, message)
}

fn shown(wanted: SessionRequest, opened: SessionDetails) -> CreateSessionOut {
    CreateSessionOut {
        expiry_date: wanted.expires_at_ms.map(DateOut),
        message: "Created new session",
        participant_a: wanted.a,
        participant_b: wanted.b,
        session_id: opened.id,
        status: "succeeded",
        virtual_tn: opened.value,
    }
}

#[cfg(test)]
mod tests;
