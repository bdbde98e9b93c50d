//! Validation of an endpoint's settings.

use edge_kit::{ErrorCode, original_url};
use http::HeaderMap;
use ids::AccountId;
use outbound::OutboundUrl;
use runtime::{OsRng, Settings};
use serde_json::json;
use store_d1::webhook_endpoints::{EndpointKind, SealedHeaders};
use webhooks::{CustomHeaders, EventFilter, EventKind, Format, Schedule, SigningSecret};

use super::input::IfUsed;
use crate::error::{ApiError, ApiResult};

/// Upper limit of `retry_count`.
pub(super) const MAX_RETRIES: i64 = 19;
const MAX_NAME_CHARS: usize = 255;
/// Upper limit of event names in a request; no format has as many events.
const MAX_EVENT_NAMES: usize = 50;

pub(super) fn name(given: Option<String>) -> ApiResult<Option<String>> {
    if given.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_CHARS) {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid("name", error));
    }
    Ok(given)
}

/// A URL that passes the guard of outbound requests and does not lead back here.
pub(super) fn url(text: &str, settings: &Settings, headers: &HeaderMap) -> ApiResult<OutboundUrl> {
    webhook_endpoints::parse_url(text, settings, original_url::host(headers)).map_err(|refused| {
        ApiError::refused(ErrorCode::InvalidUrl, refused.to_string()).about("url")
    })
}

pub(super) fn format(text: Option<&str>) -> ApiResult<Option<Format>> {
    let Some(text) = text else { return Ok(None) };
    let known = Format::parse(&text.replace('_', "-"));
    known.map(Some).ok_or_else(|| {
        let names = Format::ALL.map(Format::as_str).join(", ");
        ApiError::invalid("format", format!("format must be one of {names}"))
    })
}

/// Returns the kind of the endpoints to list.
pub(super) fn kind(text: Option<&str>) -> ApiResult<EndpointKind> {
    let Some(text) = text else { return Ok(EndpointKind::Subscription) };
    EndpointKind::parse(text).ok_or_else(|| {
        let names = EndpointKind::ALL.map(EndpointKind::as_str).join(", ");
        ApiError::invalid("kind", format!("kind must be one of {names}"))
    })
}

/// Parses `events`, or else `event_type`, a single name.
pub(super) fn events(
    names: Option<Vec<String>>,
    event_type: IfUsed<String>,
) -> ApiResult<Option<EventFilter>> {
    let (param, names) = match names {
        Some(names) => ("events", names),
        None => match event_type.map_err(|_| ApiError::bad_parameter("event_type"))? {
            Some(name) => ("event_type", vec![name]),
            None => return Ok(None),
        },
    };
    if names.len() > MAX_EVENT_NAMES {
        return Err(ApiError::invalid("events", "events has too many names"));
    }
    EventFilter::parse(names.iter().map(String::as_str))
        .map(Some)
        .map_err(|error| ApiError::invalid(param, error.to_string()))
}

/// Refuses an endpoint whose format has none of its events.
pub(super) fn check_that_format_has(format: Format, events: &EventFilter) -> ApiResult<()> {
    let told = EventKind::ALL.into_iter().any(|kind| events.wants(kind) && format.has(kind));
    if told {
        return Ok(());
    }
    // Either of the two may be the one that the request changes, so neither is named.
    let text = format!("The format {} has none of these events", format.as_str());
    Err(ApiError::refused(ErrorCode::InvalidParameter, text))
}

/// Returns the time-out in seconds.
pub(super) fn timeout_secs(given: Option<i64>) -> Option<u32> {
    given.and_then(|secs| u32::try_from(secs).ok())
}

/// Returns the schedule of `retry_schedule`, the seconds before each try, or else of `retry_count`, a number of the
/// usual retries. It is a JSON list.
pub(super) fn schedule(
    delays: Option<Vec<u32>>,
    retry_count: IfUsed<i64>,
) -> ApiResult<Option<String>> {
    if let Some(delays) = delays {
        let schedule = Schedule::new(delays);
        let schedule = schedule.map_err(|error| {
            ApiError::invalid("retry_schedule", format!("retry_schedule: {error}"))
        })?;
        return Ok(Some(super::json_list(&schedule)));
    }
    let wrong = |_| {
        ApiError::invalid("retry_count", format!("retry_count must be between 0 and {MAX_RETRIES}"))
    };
    let Some(retries) = retry_count.map_err(wrong)? else { return Ok(None) };
    let tries = usize::try_from(retries).unwrap_or(0).saturating_add(1);
    // Retries beyond the usual ones repeat the last delay.
    let usual = Schedule::default();
    let last = usual.delays_secs().last().copied().unwrap_or(0);
    let delays = usual.delays_secs().iter().copied().chain(std::iter::repeat(last)).take(tries);
    let schedule = Schedule::new(delays.collect());
    let schedule = schedule.map_err(|error| ApiError::invalid("retry_count", error.to_string()))?;
    Ok(Some(super::json_list(&schedule)))
}

/// Returns the given secret, or a new one if it is absent or empty.
pub(super) fn secret(given: Option<&str>) -> ApiResult<SigningSecret> {
    match given.filter(|text| !text.is_empty()) {
        None => Ok(SigningSecret::generate(&mut OsRng)),
        Some(text) => SigningSecret::parse(text)
            .map_err(|error| ApiError::invalid("secret_key", error.to_string())),
    }
}

pub(super) fn seal(
    settings: &Settings,
    secret: &SigningSecret,
    account_id: &AccountId,
    endpoint_id: &str,
) -> ApiResult<String> {
    let keyring = settings.keyring.as_ref();
    let keyring = keyring.ok_or_else(|| ApiError::not_configured("Webhooks"))?;
    secret
        .seal(keyring, account_id.as_str(), endpoint_id, &mut OsRng)
        .map_err(|_| ApiError::unavailable())
}

/// Returns the URL whose receiver may get the headers that stay beside a new `url`. Whoever may change the URL cannot
/// read the headers, so they must not follow it to another origin.
pub(super) fn headers_stay_at<'a>(
    url: Option<&OutboundUrl>,
    former: &'a str,
    are_given: bool,
) -> Option<&'a str> {
    let url = url.filter(|_| !are_given)?;
    // No endpoint has an empty URL, so only one without headers gets another origin.
    Some(if url.shares_origin_with(former) { former } else { "" })
}

/// Seals an endpoint's own headers.
pub(super) fn seal_headers(
    settings: &Settings,
    headers: &CustomHeaders,
    account_id: &AccountId,
    endpoint_id: &str,
) -> ApiResult<SealedHeaders> {
    let keyring = settings.keyring.as_ref();
    let keyring = keyring.ok_or_else(|| ApiError::not_configured("Webhooks"))?;
    let names: Vec<&str> = headers.names().collect();
    let sealed = headers.seal(keyring, account_id.as_str(), endpoint_id, &mut OsRng);
    let sealed = sealed.map_err(|_| ApiError::unavailable())?;
    let sealed = (!headers.is_empty()).then_some(sealed);
    Ok(SealedHeaders { names: json!(names).to_string(), sealed })
}
