//! Requests of the directory.

use axum::extract::{FromRequest, Request};
use edge_kit::{ErrorCode, body, route_table::Argument};
use http::StatusCode;
use lenient_input::Garbage;
use runtime::timestamp;
use serde_json::{Map, Value};
use store_d1::relay::{
    gateway_clients::GatewayClientFilter, reliability_tests::ReliabilityTestFilter,
};
use unix_time::UnixMillis;

use super::PageQuery;
use crate::{
    error::{RelayError, RelayResult},
    route_table::Access,
};

const MAX_BODY_BYTES: usize = 16_384;
const MAX_NAME_CHARS: usize = 64;
const MAX_PROTOCOLS: usize = 10;

/// Query of `GET /v3/clients`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ListGatewayClientsIn"))]
pub(crate) struct ListClientsIn {
    /// Name of the country, in any case.
    pub(super) country: Option<String>,
    /// Part of the operator's name, in any case.
    pub(super) operator: Option<String>,
    /// Part of the protocols with commas between them, in any case.
    pub(super) protocols: Option<String>,
    /// Date, or date with time, of the earliest last publication.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>", example = "2025-10-19"))]
    pub(super) last_published_date: Option<UnixMillis>,
    /// Number of the page. Without it and `per_page`, the answer is the first 1,000 clients.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 1)))]
    pub(super) page: Option<u32>,
    /// Clients per page, 10 unless it is given; more than 100 counts as 100.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1)))]
    pub(super) per_page: Option<u32>,
}

/// Query of `GET /v3/clients/{client}/tests`.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ListReliabilityTestsIn"))]
pub(crate) struct ListTestsIn {
    /// Status of the tests: `pending`, `running`, `success` or `timedout`. No test has another one.
    pub(super) status: Option<String>,
    /// Earliest start of the tests, in Unix seconds or ISO 8601.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", example = "2025-10-19T10:30:00")
    )]
    pub(super) start_time: Option<UnixMillis>,
    /// Latest start of the tests, in Unix seconds or ISO 8601.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", example = "2025-10-19T10:30:00")
    )]
    pub(super) end_time: Option<UnixMillis>,
    /// Number of the page.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 1)))]
    pub(super) page: Option<u32>,
    /// Tests per page; more than 100 counts as 100.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1), extend("default" = 10)))]
    pub(super) per_page: Option<u32>,
}

/// Body of `PUT /relay/clients/{msisdn}`. Texts are trimmed and have no control characters.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "PutGatewayClientIn"))]
pub(crate) struct PutClientIn {
    /// Name of the country. Without it, that of the number's country.
    #[cfg_attr(feature = "openapi", schemars(length(max = 64), example = &"Cameroon"))]
    pub(super) country: Option<String>,
    /// Name of the mobile network; empty unless it is given.
    #[cfg_attr(feature = "openapi", schemars(length(max = 64), example = "MTN Cameroon"))]
    pub(super) operator: Option<String>,
    /// Country code and network code of the mobile network; empty unless it is given.
    #[cfg_attr(feature = "openapi", schemars(length(max = 64), example = "62401"))]
    pub(super) operator_code: Option<String>,
    /// Ways by which the client forwards SMS, none of them blank or with a comma. Without it, `https` alone.
    #[cfg_attr(feature = "openapi", schemars(length(max = 10), inner(length(max = 64))))]
    pub(super) protocols: Option<Vec<String>>,
}

impl ListClientsIn {
    pub(super) fn read(query: &PageQuery<Self>) -> RelayResult<Self> {
        let text = |name| query.text(name).map(str::to_owned);
        let refusal = "Invalid page or per_page parameter. Must be positive integers.";
        let (page, per_page) = (query.count("page", refusal)?, query.count("per_page", refusal)?);
        let published = query.text("last_published_date").map(date_ms).transpose()?;
        Ok(Self {
            country: text("country"),
            operator: text("operator"),
            protocols: text("protocols"),
            last_published_date: published,
            page,
            per_page,
        })
    }

    pub(super) fn filter(&self) -> GatewayClientFilter<'_> {
        GatewayClientFilter {
            country: self.country.as_deref(),
            operator: self.operator.as_deref(),
            protocols: self.protocols.as_deref(),
            published_since_ms: self.last_published_date,
        }
    }
}

impl ListTestsIn {
    pub(super) fn read(query: &PageQuery<Self>) -> RelayResult<Self> {
        let refusal = "Page and per_page must be positive integers.";
        let (page, per_page) = (query.count("page", refusal)?, query.count("per_page", refusal)?);
        let time = |name| query.text(name).map(|text| moment_ms(name, text)).transpose();
        Ok(Self {
            status: query.text("status").map(str::to_owned),
            start_time: time("start_time")?,
            end_time: time("end_time")?,
            page,
            per_page,
        })
    }

    pub(super) fn filter(&self) -> ReliabilityTestFilter<'_> {
        ReliabilityTestFilter {
            status: self.status.as_deref(),
            since_ms: self.start_time,
            until_ms: self.end_time,
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for PutClientIn {
    type Rejection = RelayError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, RelayError> {
        let too_large = |_| {
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            RelayError::json(ErrorCode::BodyTooLarge, status, "The request body is too long")
        };
        let (_, bytes) = body::read(request, MAX_BODY_BYTES).await.map_err(too_large)?;
        match lenient_input::value(&bytes, Garbage::Refused) {
            Ok(Value::Object(members)) => Self::read(&members),
            _ => Err(bad(ErrorCode::MalformedRequest, "Invalid JSON format")),
        }
    }
}

impl Argument<Access> for PutClientIn {
    const MAX_BODY_BYTES: Option<usize> = Some(MAX_BODY_BYTES);

    #[cfg(feature = "openapi")]
    fn describe(request: &mut edge_kit::openapi::RequestShape<'_>) {
        request.body::<Self>("application/json");
    }
}

impl PutClientIn {
    fn read(members: &Map<String, Value>) -> RelayResult<Self> {
        Ok(Self {
            country: short_text(members, "country")?,
            operator: short_text(members, "operator")?,
            operator_code: short_text(members, "operator_code")?,
            protocols: protocols(members)?,
        })
    }
}

/// Returns a short text of visible characters.
fn short_text(members: &Map<String, Value>, name: &str) -> RelayResult<Option<String>> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_name(text) => Ok(Some(text.trim().to_owned())),
        Some(_) => {
            let message = format!("{name} must be a text of at most {MAX_NAME_CHARS} characters");
            Err(bad(ErrorCode::InvalidParameter, message).about(name))
        }
    }
}

fn protocols(members: &Map<String, Value>) -> RelayResult<Option<Vec<String>>> {
    let invalid = || {
        let message = "protocols must be a list of short texts without commas";
        bad(ErrorCode::InvalidParameter, message).about("protocols")
    };
    let list = match members.get("protocols") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(list)) if list.len() <= MAX_PROTOCOLS => list,
        Some(_) => return Err(invalid()),
    };
    let name = |value: &Value| {
        let name = value.as_str().map(str::trim).filter(|name| is_name(name));
        name.filter(|name| !name.is_empty() && !name.contains(',')).map(str::to_owned)
    };
    let names: Option<Vec<String>> = list.iter().map(name).collect();
    names.map(Some).ok_or_else(invalid)
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= MAX_NAME_CHARS && !text.chars().any(char::is_control)
}

fn bad(code: ErrorCode, message: impl Into<String>) -> RelayError {
    RelayError::json(code, StatusCode::BAD_REQUEST, message)
}

/// Parses a date, or a date with a time.
fn date_ms(text: &str) -> RelayResult<UnixMillis> {
    let moment = timestamp::parse_unescaped_ms(text);
    let moment = moment.or_else(|| timestamp::parse_ms(&format!("{text}T00:00:00Z")));
    moment.ok_or_else(|| {
        let message = "Invalid last_published_date. Please provide a valid ISO format datetime \
                       (YYYY-MM-DD).";
        bad(ErrorCode::UnreadableParameter, message)
    })
}

/// Parses Unix seconds or ISO 8601; `name` is the parameter's name.
fn moment_ms(name: &str, text: &str) -> RelayResult<UnixMillis> {
    let secs = text.parse::<i64>().ok().map(UnixMillis::from_secs);
    let moment = secs.or_else(|| timestamp::parse_unescaped_ms(text));
    let moment = moment.or_else(|| timestamp::parse_ms(&format!("{text}T00:00:00Z")));
    moment.filter(|at_ms| at_ms.as_i64().unsigned_abs() < 1 << 53).ok_or_else(|| {
        let message = format!("Invalid {name} format. Use ISO format (YYYY-MM-DDTHH:MM:SS).");
        bad(ErrorCode::UnreadableParameter, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_begins_at_midnight_and_malformed_dates_are_refused() {
        assert_eq!(date_ms("2025-10-19"), Ok(UnixMillis::new(1_760_832_000_000)));
        assert_eq!(date_ms("2025-10-19T10:30:00"), Ok(UnixMillis::new(1_760_869_800_000)));
        for text in ["yesterday", "2025-13-01", "19-10-2025", "2025-10", "1760869800"] {
            assert!(date_ms(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_are_seconds_or_iso_8601() {
        for text in ["1760869800", "2025-10-19T10:30:00Z"] {
            assert_eq!(
                moment_ms("start_time", text),
                Ok(UnixMillis::new(1_760_869_800_000)),
                "{text}"
            );
        }
        assert_eq!(moment_ms("end_time", "2025-10-19"), Ok(UnixMillis::new(1_760_832_000_000)));
        for text in ["soon", "9223372036854775807", "99999999999999999"] {
            assert!(moment_ms("start_time", text).is_err(), "{text}");
        }
    }

    #[test]
    fn entry_has_short_texts_and_protocols_without_commas() {
        let read = |json: &str| {
            let Ok(Value::Object(members)) = serde_json::from_str(json) else { panic!("{json}") };
            PutClientIn::read(&members)
        };
        let entry = read(r#"{"country":" Gabon ","operator":null,"protocols":[" smtp ","https"]}"#);
        let Ok(entry) = entry else { panic!("the entry is refused") };
        assert_eq!((entry.country.as_deref(), entry.operator), (Some("Gabon"), None));
        assert_eq!(entry.protocols, Some(vec!["smtp".to_owned(), "https".to_owned()]));
        for json in [
            r#"{"country":1}"#,
            r#"{"operator":"a\u0000"}"#,
            r#"{"protocols":"https"}"#,
            r#"{"protocols":["a,b"]}"#,
            r#"{"protocols":[" "]}"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
