//! `GET /v3/clients` (contract 3.1).

use axum::response::Response;
use edge_kit::RequestContext;
use http::{HeaderMap, StatusCode};
use runtime::timestamp;
use serde::Serialize;
use store_d1::{
    Store,
    relay::gateway_clients::{GatewayClientFilter, GatewayClientRecord, MAX_GATEWAY_CLIENTS},
};
use unix_time::UnixMillis;

use super::{PageQuery, count, etag};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
};

/// A gateway client as shown in the directory.
#[derive(Serialize)]
pub(super) struct ClientOut {
    country: String,
    /// Unix seconds.
    last_published_date: Option<i64>,
    msisdn: String,
    operator: String,
    operator_code: String,
    protocols: Vec<String>,
    /// Percentage with two decimals.
    reliability: String,
}

/// `GET /v3/clients`: returns a page of the directory, by number, or all of it if no page is requested.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    query: PageQuery,
) -> RelayResult<Response> {
    count(&context, &headers).await?;
    let page = query.page_or_all(MAX_GATEWAY_CLIENTS)?;
    let filter = GatewayClientFilter {
        country: query.text("country"),
        operator: query.text("operator"),
        protocols: query.text("protocols"),
        published_since_ms: query.text("last_published_date").map(date_ms).transpose()?,
    };
    let store = Store::open(&context.env)?;
    let found = store.list_gateway_clients(&account_id, filter, page.offset(), page.size).await?;
    let mut more = HeaderMap::new();
    query.describe(page, found.total, &mut more);
    let clients: Vec<ClientOut> = found.clients.into_iter().map(ClientOut::from).collect();
    Ok(etag::respond(&headers, &clients, more))
}

/// Parses a date, or a date with a time.
fn date_ms(text: &str) -> RelayResult<UnixMillis> {
    let moment = timestamp::parse_unescaped_ms(text);
    let moment = moment.or_else(|| timestamp::parse_ms(&format!("{text}T00:00:00Z")));
    moment.ok_or_else(|| {
        let message = "Invalid last_published_date. Please provide a valid ISO format datetime \
                       (YYYY-MM-DD).";
        RelayError::json(StatusCode::BAD_REQUEST, message)
    })
}

impl From<GatewayClientRecord> for ClientOut {
    fn from(client: GatewayClientRecord) -> Self {
        let protocols = client.protocols.split(',').filter(|name| !name.is_empty());
        Self {
            country: client.country,
            last_published_date: client.last_published_at_ms.map(UnixMillis::as_secs),
            msisdn: client.msisdn,
            operator: client.operator,
            operator_code: client.operator_code,
            protocols: protocols.map(str::to_owned).collect(),
            reliability: percentage(client.tests_in_time, client.tests_started),
        }
    }
}

/// Returns a rounded percentage with two decimals; zero if `whole` is zero.
fn percentage(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "0.00".to_owned();
    }
    let hundredths = (u64::from(part) * 20_000 / u64::from(whole)).div_ceil(2);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reliability_is_a_percentage_with_two_decimals() {
        for (part, whole, text) in [
            (0, 0, "0.00"),
            (0, 3, "0.00"),
            (10, 11, "90.91"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (1, 8, "12.50"),
            (11, 11, "100.00"),
            (1, u32::MAX, "0.00"),
        ] {
            assert_eq!(percentage(part, whole), text, "{part}/{whole}");
        }
    }

    #[test]
    fn day_begins_at_midnight_and_malformed_dates_are_refused() {
        assert_eq!(date_ms("2025-10-19"), Ok(UnixMillis::new(1_760_832_000_000)));
        assert_eq!(date_ms("2025-10-19T10:30:00"), Ok(UnixMillis::new(1_760_869_800_000)));
        for text in ["yesterday", "2025-13-01", "19-10-2025", "2025-10", "1760869800"] {
            assert!(date_ms(text).is_err(), "{text}");
        }
    }
}
