//! Query parameters of the log of publications.

use edge_kit::{ErrorCode, parse_urlencoded};
use http::{StatusCode, Uri};
use runtime::timestamp;
use store_d1::relay::publications::log::LogQuery;
use telephony::{PhoneNumber, with_lost_plus};

use crate::{
    error::{RelayError, RelayResult},
    query::QueryIn,
};

const PAGE_SIZE: i64 = 10;
const MAX_PAGE_SIZE: i64 = 100;
const MAX_PAGE: i64 = 1_000_000_000;
/// Later than any day with a date.
const END_OF_DAYS: i64 = 10_000_000;

/// Query of `GET /v1/metrics/publications`. Days are in UTC.
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct ListPublicationsIn {
    /// First day.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", extend("format" = "date"), example = "2025-10-19")
    )]
    start_date: Option<i64>,
    /// Last day.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", extend("format" = "date"), example = "2025-10-19")
    )]
    end_date: Option<i64>,
    /// Outcome: `published` or `failed`.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<String>", rename = "status", extend("enum" = ["published", "failed"]))
    )]
    published: Option<bool>,
    /// Country of the sender's number in ISO 3166, in any case.
    #[cfg_attr(feature = "openapi", schemars(example = &"CM"))]
    country_code: Option<String>,
    platform_name: Option<String>,
    /// Way by which the request arrived: `gateway-client`, `twilio`, `app`, `client-key` or `inbound`. No publication
    /// has another one.
    source: Option<String>,
    /// Gateway client: its number in any spelling with its country, also without the plus sign, or its tag. A text
    /// without letters that finds nothing is refused.
    gateway_client: Option<String>,
    /// Publications per page.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<i64>", range(min = 1, max = 100), extend("default" = 10))
    )]
    pub(super) page_size: i64,
    /// Number of the page.
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<i64>", range(min = 1, max = 1_000_000_000), extend("default" = 1))
    )]
    pub(super) page: i64,
}

impl QueryIn for ListPublicationsIn {
    fn read(uri: &Uri) -> RelayResult<Self> {
        Self::parse(uri.query().unwrap_or_default())
    }
}

impl ListPublicationsIn {
    fn parse(query: &str) -> RelayResult<Self> {
        let malformed = |_| bad(ErrorCode::MalformedRequest, "Malformed query string");
        let pairs = parse_urlencoded(query.as_bytes()).map_err(malformed)?;
        let text = |name: &str| {
            let pair = pairs.iter().rev().find(|(known, _)| known == name);
            pair.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let date =
            |name: &str| text(name).map(|text| day(&text).ok_or_else(|| invalid(name))).transpose();
        let number = |name: &str, default: i64, most: i64| match text(name) {
            None => Ok(default),
            Some(text) => {
                let number = text.parse().ok().filter(|it| (1..=most).contains(it));
                number.ok_or_else(|| invalid(name))
            }
        };
        Ok(Self {
            start_date: date("start_date")?,
            end_date: date("end_date")?,
            published: match text("status").as_deref() {
                None => None,
                Some("published") => Some(true),
                Some("failed") => Some(false),
                Some(_) => return Err(invalid("status")),
            },
            country_code: text("country_code").map(|code| code.to_ascii_uppercase()),
            platform_name: text("platform_name"),
            source: text("source"),
            gateway_client: gateway_client(&pairs)?,
            page_size: number("page_size", PAGE_SIZE, MAX_PAGE_SIZE)?,
            page: number("page", 1, MAX_PAGE)?,
        })
    }
}

impl From<ListPublicationsIn> for LogQuery {
    fn from(input: ListPublicationsIn) -> Self {
        let last = input.end_date.unwrap_or(END_OF_DAYS);
        Self {
            days: (input.start_date.unwrap_or(0), last.saturating_add(1)),
            country_code: input.country_code,
            platform: input.platform_name,
            source: input.source,
            gateway_client: input.gateway_client,
            published: input.published,
        }
    }
}

/// Returns the gateway client to filter by: a number, which is stored in E.164, or a client's tag. The number may lack
/// its plus sign, as in the paths of the directory. A blank text is refused, since it may be a lone plus sign.
fn gateway_client(pairs: &[(String, String)]) -> RelayResult<Option<String>> {
    let pair = pairs.iter().rev().find(|(known, _)| known == "gateway_client");
    let Some((_, text)) = pair.filter(|(_, text)| !text.is_empty()) else { return Ok(None) };
    let text = with_lost_plus(text).unwrap_or_else(|| text.trim().to_owned());
    let spelled = [text.clone(), format!("+{text}")];
    let number = spelled.iter().find_map(|it| PhoneNumber::parse_international(it).ok());
    if let Some(number) = number {
        return Ok(Some(number.as_str().to_owned()));
    }
    let is_tag = !text.is_empty() && !text.starts_with('+') && !text.chars().any(char::is_control);
    if is_tag { Ok(Some(text)) } else { Err(invalid("gateway_client")) }
}

/// Checks that a search by a text without letters, such as an incomplete number, has found publications. It may be a
/// client's tag, but an empty list would hide a mistake.
pub(super) fn check_found(log: &LogQuery, found: i64) -> RelayResult<()> {
    let is_readable =
        |text: &String| text.starts_with('+') || text.chars().any(char::is_alphabetic);
    let is_known = found > 0 || log.gateway_client.as_ref().is_none_or(is_readable);
    if is_known { Ok(()) } else { Err(invalid("gateway_client")) }
}

fn day(date: &str) -> Option<i64> {
    let is_date = date.len() == 10;
    let at_ms = timestamp::parse_ms(&format!("{date}T00:00:00Z")).filter(|_| is_date)?;
    Some(at_ms.day())
}

fn invalid(name: &str) -> RelayError {
    bad(ErrorCode::InvalidParameter, format!("Invalid value for '{name}'"))
}

fn bad(code: ErrorCode, detail: impl Into<String>) -> RelayError {
    RelayError::detail(code, StatusCode::BAD_REQUEST, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the filter, the page and its size.
    fn parse(query: &str) -> RelayResult<(LogQuery, (i64, i64))> {
        let input = ListPublicationsIn::parse(query)?;
        let page = (input.page, input.page_size);
        Ok((input.into(), page))
    }

    #[test]
    fn empty_query_selects_everything() {
        let (log, page) = parse("").unwrap();
        assert_eq!((log.days, page), ((0, END_OF_DAYS + 1), (1, 10)));
        assert!(log.platform.is_none() && log.published.is_none());
    }

    #[test]
    fn start_and_end_day_are_inclusive() {
        let days = |query: &str| parse(query).unwrap().0.days;
        assert_eq!(days("start_date=1970-01-02&end_date=1970-01-02"), (1, 2));
        assert_eq!(days("start_date=2024-02-29"), (19_782, END_OF_DAYS + 1));
    }

    #[test]
    fn gateway_client_is_found_by_any_spelling_of_its_number() {
        let client = |text: &str| {
            let (log, _) = parse(&format!("gateway_client={text}")).ok()?;
            log.gateway_client
        };
        for text in [
            "%2B237679466332",
            "+237679466332",
            "00237679466332",
            "%2B237+679+466+332",
            "237679466332",
            "(+237)679466332",
            "%E2%80%AA+237679466332%E2%80%AC",
        ] {
            assert_eq!(client(text).as_deref(), Some("+237679466332"), "{text}");
        }
        assert_eq!(client("my-tag").as_deref(), Some("my-tag"));
        assert_eq!(client(""), None);
        for text in ["+", "%20", "%2B237", "+237", "%2B", "%2B999679466332", "my%00tag", "679%00"] {
            assert!(parse(&format!("gateway_client={text}")).is_err(), "{text}");
        }
    }

    #[test]
    fn text_without_letters_is_refused_unless_it_finds_a_tag() {
        for text in ["011237679466332", "679466332", "12", "---"] {
            let (log, _) = parse(&format!("gateway_client={text}")).unwrap();
            assert!(check_found(&log, 0).is_err() && check_found(&log, 1).is_ok(), "{text}");
        }
        for query in ["", "gateway_client=my-tag", "gateway_client=237679466332", "status=failed"] {
            let (log, _) = parse(query).unwrap();
            assert!(check_found(&log, 0).is_ok(), "{query}");
        }
    }

    #[test]
    fn malformed_parameters_are_refused() {
        for query in [
            "start_date=yesterday",
            "start_date=2024-02-30",
            "end_date=2024-1-1",
            "end_date=2024-01-01T00:00:00Z",
            "status=ok",
            "page=0",
            "page=-1",
            "page=x",
            "page_size=101",
            "page_size=0",
            "page_size=10&x=%FF",
            "gateway_client=%2B237679466332&x=caf%E9",
        ] {
            assert!(parse(query).is_err(), "{query}");
        }
        let (log, page) = parse(
            "status=failed&country_code=cm&page=3&page_size=100&gateway_client=%2B237679466332",
        )
        .unwrap();
        assert_eq!(log.published, Some(false));
        assert_eq!(log.country_code.as_deref(), Some("CM"));
        assert_eq!(log.gateway_client.as_deref(), Some("+237679466332"));
        assert_eq!(page, (3, 100));
    }
}
