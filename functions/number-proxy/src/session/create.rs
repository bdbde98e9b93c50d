//! `POST /session` (contract C.4).

use axum::Json;
use edge_kit::RequestContext;
use masking::{NumberKey, ProxySessionId};
use messaging::InteractionKind;
use runtime::OsRng;
use serde_json::{Value, json};
use store_d1::{
    Store, StoreError,
    masking::create::{NewSession, SessionDetails, Stickiness},
};
use telephony::Region;
use unix_time::UnixMillis;

use super::{MOST_EXPIRED, date};
use crate::{
    access::{Client, MayConnect},
    dispatcher_calls,
    error::{ProxyError, ProxyResult},
    json_object::JsonObject,
    session_closing,
};

const MS_PER_MINUTE: f64 = 60_000.0;
const MS_PER_SEC: f64 = 1_000.0;
/// About two thousand years, in minutes.
const MOST_MINUTES: f64 = 1e9;
const MOST_AREA_DIGITS: usize = 8;

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
    body: JsonObject,
) -> ProxyResult<Json<Value>> {
    let wanted = wanted(&body, context.now_ms, client.default_region)?;
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
    Ok(Json(shown(&wanted, &opened)))
}

fn wanted(body: &JsonObject, now_ms: UnixMillis, region: Region) -> ProxyResult<SessionRequest> {
    let (Some(a), Some(b)) = (body.number("participant_a"), body.number("participant_b")) else {
        return Err(ProxyError::invalid(
            "Required argument: 'participant_a' (str, length <= 18), 'participant_b' (str, length <= 18)",
        ));
    };
    let keys =
        (participant(&a, "participant_a", region)?, participant(&b, "participant_b", region)?);
    if keys.0 == keys.1 {
        return Err(ProxyError::invalid("The participants must be two"));
    }
    let number = match body.members().get("number") {
        None | Some(Value::Null) => None,
        Some(_) => Some(body.number("number").ok_or_else(|| {
            ProxyError::invalid("Argument 'number' must be a number of the pool")
        })?),
    };
    let minutes = decimal(body, "expiry_window", -MOST_MINUTES)?;
    let ttl_ms = decimal(body, "ttl_secs", 0.0)?.map(|secs| millis(secs, MS_PER_SEC));
    let expires_at_ms = minutes
        .filter(|minutes| *minutes != 0.0)
        .map(|minutes| now_ms.saturating_add(millis(minutes, MS_PER_MINUTE)));
    let words = [("prefer-sticky", Stickiness::Prefer), ("avoid-sticky", Stickiness::Avoid)];
    let area = area(body, &keys.0)?;
    Ok(SessionRequest {
        keys,
        expires_at_ms,
        ttl_ms: ttl_ms.filter(|ms| *ms > 0),
        number,
        stickiness: body.word("selection", &words)?.unwrap_or_default(),
        area,
        a,
        b,
    })
}

/// Returns the key by which a participant is compared. 400 if SMS to the number would reach a stranger or no phone.
fn participant(number: &str, name: &str, region: Region) -> ProxyResult<NumberKey> {
    let key = dispatcher_calls::recipient_key(number, region);
    let message = || format!("Argument '{name}' must be a phone number with its country code");
    key.ok_or_else(|| ProxyError::invalid(message()))
}

/// Returns the `area_code`, or with `geo_match` the area of the first participant.
fn area(body: &JsonObject, a_key: &NumberKey) -> ProxyResult<String> {
    let matches = body.word("geo_match", &[("area-code", ())])?;
    let Some(code) = body.text("area_code") else {
        return Ok(matches.map(|()| area_of(a_key.as_str())).unwrap_or_default());
    };
    let digits = code.trim().trim_start_matches('+');
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || digits.len() > MOST_AREA_DIGITS || !plain {
        let message = "Argument 'area_code' must be three digits, or begin with a country code";
        return Err(ProxyError::invalid(message));
    }
    Ok(if digits.len() == 3 { format!("1{digits}") } else { digits.to_owned() })
}

/// Returns the first four digits, country code and area code, of North American numbers; elsewhere area codes vary in
/// length, so none.
fn area_of(digits: &str) -> String {
    let is_north_american = digits.len() == 11 && digits.starts_with('1');
    if is_north_american { digits.chars().take(4).collect() } else { String::new() }
}

fn decimal(body: &JsonObject, name: &str, least: f64) -> ProxyResult<Option<f64>> {
    let wrong = || ProxyError::invalid(format!("Argument '{name}' must be a number"));
    let number = body.decimal(name).map_err(|()| wrong())?;
    let fits = number.is_none_or(|number| (least..=MOST_MINUTES).contains(&number));
    if fits { Ok(number) } else { Err(wrong()) }
}

#[expect(clippy::cast_possible_truncation, reason = "at most a billion minutes")]
fn millis(number: f64, unit_ms: f64) -> i64 {
    (number * unit_ms) as i64
}

fn no_number() -> ProxyError {
    ProxyError::refused("Could not create a new session -- No virtual TNs available.")
}

fn shown(wanted: &SessionRequest, opened: &SessionDetails) -> Value {
    json!({
        "message": "Created new session",
        "status": "succeeded",
        "session_id": opened.id,
        "expiry_date": wanted.expires_at_ms.map(date),
        "virtual_tn": opened.value,
        "participant_a": wanted.a,
        "participant_b": wanted.b,
    })
}

#[cfg(test)]
mod tests;
