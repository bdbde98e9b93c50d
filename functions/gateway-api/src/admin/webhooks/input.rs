//! Validation of an endpoint's input.

use edge_kit::{Params, original_url};
use http::HeaderMap;
use ids::AccountId;
use outbound::OutboundUrl;
use runtime::{OsRng, Settings};
use webhooks::{EventFilter, EventKind, Format, Schedule, SigningSecret};

use crate::{
    error::{ApiError, ApiResult},
    fields::Fields,
};

const MAX_NAME_CHARS: usize = 255;
const MAX_TIMEOUT_SECS: i64 = 30;
const MAX_RETRIES: i64 = 19;
/// Upper limit of event names in a request; no format has as many events.
const MAX_EVENT_NAMES: usize = 50;

pub(super) fn name(fields: &Fields) -> ApiResult<Option<String>> {
    let name = fields.search_text("name")?;
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_CHARS) {
        let error = format!("Name is too long (maximum is {MAX_NAME_CHARS} characters)");
        return Err(ApiError::invalid(error));
    }
    Ok(name)
}

pub(super) fn required_url(
    fields: &Fields,
    settings: &Settings,
    headers: &HeaderMap,
) -> ApiResult<OutboundUrl> {
    url(fields, settings, headers)?.ok_or_else(|| ApiError::missing("url"))
}

/// A URL that passes the guard of outbound requests and does not lead back here.
pub(super) fn url(
    fields: &Fields,
    settings: &Settings,
    headers: &HeaderMap,
) -> ApiResult<Option<OutboundUrl>> {
    let Some(text) = fields.text("url")? else { return Ok(None) };
    webhook_endpoints::parse_url(&text, settings, original_url::host(headers))
        .map(Some)
        .map_err(|refused| ApiError::invalid(refused.to_string()))
}

pub(super) fn format(fields: &Fields) -> ApiResult<Option<Format>> {
    let Some(text) = fields.search_text("format")? else { return Ok(None) };
    let known = Format::parse(&text.replace('_', "-"));
    known.map(Some).ok_or_else(|| {
        let names = Format::ALL.map(Format::as_str).join(", ");
        ApiError::invalid(format!("format must be one of {names}"))
    })
}

/// `events`, a list or a text with commas, or `event_type`, a single one.
pub(super) fn events(fields: &Fields) -> ApiResult<Option<EventFilter>> {
    let wrong = |_| ApiError::invalid("events must be a list of names");
    let names = match fields.0.texts("events").map_err(wrong)? {
        Some(names) => names,
        None => match fields.search_text("event_type")? {
            Some(name) => vec![name],
            None => return Ok(None),
        },
    };
    if names.len() > MAX_EVENT_NAMES {
        return Err(ApiError::invalid("events has too many names"));
    }
    EventFilter::parse(names.iter().map(String::as_str))
        .map(Some)
        .map_err(|error| ApiError::invalid(error.to_string()))
}

/// Refuses an endpoint whose format has none of its events.
pub(super) fn check_that_format_has(format: Format, events: &EventFilter) -> ApiResult<()> {
    let told = EventKind::ALL.into_iter().any(|kind| events.wants(kind) && format.has(kind));
    if told {
        return Ok(());
    }
    Err(ApiError::invalid(format!("The format {} has none of these events", format.as_str())))
}

/// `timeout`, in seconds.
pub(super) fn timeout_secs(fields: &Fields) -> ApiResult<Option<u32>> {
    let secs = fields.integer("timeout", 1, MAX_TIMEOUT_SECS)?;
    Ok(secs.and_then(|secs| u32::try_from(secs).ok()))
}

/// Parses `retry_schedule`, the seconds before each try, or `retry_count`, a number of the usual retries. Returns a
/// JSON list.
pub(super) fn schedule(fields: &Fields) -> ApiResult<Option<String>> {
    let usual = Schedule::default();
    if let Some(delays) = delays(&fields.0)? {
        let schedule = Schedule::new(delays);
        let schedule =
            schedule.map_err(|error| ApiError::invalid(format!("retry_schedule: {error}")))?;
        return Ok(Some(super::json_list(&schedule)));
    }
    let Some(retries) = fields.integer("retry_count", 0, MAX_RETRIES)? else { return Ok(None) };
    let tries = usize::try_from(retries).unwrap_or(0).saturating_add(1);
    // Retries beyond the usual ones repeat the last delay.
    let last = usual.delays_secs().last().copied().unwrap_or(0);
    let delays = usual.delays_secs().iter().copied().chain(std::iter::repeat(last)).take(tries);
    let schedule = Schedule::new(delays.collect());
    let schedule = schedule.map_err(|error| ApiError::invalid(error.to_string()))?;
    Ok(Some(super::json_list(&schedule)))
}

/// `secret_key`, or a new one.
pub(super) fn secret(fields: &Fields) -> ApiResult<SigningSecret> {
    match fields.text("secret_key")?.filter(|text| !text.is_empty()) {
        None => Ok(SigningSecret::generate(&mut OsRng)),
        Some(text) => {
            SigningSecret::parse(&text).map_err(|error| ApiError::invalid(error.to_string()))
        }
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

fn delays(params: &Params) -> ApiResult<Option<Vec<u32>>> {
    let wrong = || ApiError::invalid("retry_schedule must be a list of seconds");
    let Some(texts) = params.texts("retry_schedule").map_err(|_| wrong())? else {
        return Ok(None);
    };
    texts
        .iter()
        .map(|text| text.trim().parse().map_err(|_| wrong()))
        .collect::<Result<_, _>>()
        .map(Some)
}
