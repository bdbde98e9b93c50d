//! `/v3/clients/{msisdn}/tests` (contract 3.1, 3.5): reliability tests of a gateway client.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    response::Response,
};
use edge_kit::{RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use request_limits::RateLimitPolicy;
use runtime::timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use store_d1::{
    Store,
    relay::reliability_tests::{
        ReliabilityTestFilter, ReliabilityTestPage, ReliabilityTestRecord, TestStarted,
    },
};
use unix_time::UnixMillis;

use super::{PageQuery, count, etag};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
    forwarder::international,
};

const HOUR_SECS: u32 = 3_600;

/// A test. Times are Unix seconds.
#[derive(Serialize)]
struct TestOut {
    id: i64,
    msisdn: String,
    start_time: i64,
    sms_sent_time: Option<i64>,
    sms_received_time: Option<i64>,
    sms_routed_time: Option<i64>,
    status: String,
}

/// A page of tests. As in the original's documentation, the totals have different types, and are null without any
/// tests.
#[derive(Serialize)]
struct TestsOut {
    data: Vec<TestOut>,
    total_records: u32,
    total_success: Option<String>,
    total_failed: Option<String>,
}

/// `GET /v3/clients/{msisdn}/tests`: returns a page of the client's tests, newest first. As in the original, an unknown
/// client has none.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    query: PageQuery,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Response> {
    count(&context, &headers).await?;
    let page = query.page_of_tests()?;
    let filter = ReliabilityTestFilter {
        status: query.text("status"),
        since_ms: query.text("start_time").map(|it| moment_ms("start_time", it)).transpose()?,
        until_ms: query.text("end_time").map(|it| moment_ms("end_time", it)).transpose()?,
    };
    let spelled = path.map(|Path(spelled)| spelled).unwrap_or_default();
    let found = match msisdn(&spelled) {
        None => None,
        Some(msisdn) => {
            let (offset, size) = (page.offset(), page.size);
            let store = Store::open(&context.env)?;
            store.list_reliability_tests(&account_id, &msisdn, filter, offset, size).await?
        }
    };
    let out = found.map_or_else(TestsOut::none, TestsOut::from);
    let mut more = HeaderMap::new();
    query.describe(page, out.total_records, &mut more);
    Ok(etag::respond(&headers, &out, more))
}

/// `POST /v3/clients/{msisdn}/tests`: starts a test. The caller sends its SMS. As in the original, an unknown client is
/// 200 with an error.
#[worker::send]
pub(crate) async fn start(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Json<Value>> {
    count(&context, &headers).await?;
    if let Some(quota) = context.settings.relay.nodes.tests_per_network_and_hour {
        let policy = RateLimitPolicy { name: "relay-tests-network", quota, window_secs: HOUR_SECS };
        throttling::count_sliding(&context, policy, &client_network(&headers)).await?;
    }
    let unknown = || Ok(Json(json!({ "error": "Gateway client not found" })));
    let spelled = path.map(|Path(spelled)| spelled).unwrap_or_default();
    let Some(msisdn) = msisdn(&spelled) else { return unknown() };
    let store = Store::open(&context.env)?;
    match store.start_reliability_test(&account_id, &msisdn, context.now_ms).await? {
        TestStarted::Started { test_id } => Ok(Json(json!({
            "message": "Test started successfully.",
            "test_id": test_id,
            "test_start_time": context.now_ms.as_secs(),
        }))),
        TestStarted::Unknown => unknown(),
        TestStarted::TooMany => {
            let message = "Too many tests of this gateway client are pending";
            Err(RelayError::json(StatusCode::TOO_MANY_REQUESTS, message).retry_after(60))
        }
    }
}

/// Parses a number in a path, from which some clients omit the plus sign.
fn msisdn(spelled: &str) -> Option<String> {
    let number = international(spelled).or_else(|| international(&format!("+{}", spelled.trim())));
    number.map(|number| number.as_str().to_owned())
}

/// Parses Unix seconds or ISO 8601; `name` is the parameter's name.
fn moment_ms(name: &str, text: &str) -> RelayResult<UnixMillis> {
    let secs = text.parse::<i64>().ok().map(UnixMillis::from_secs);
    let moment = secs.or_else(|| timestamp::parse_unescaped_ms(text));
    let moment = moment.or_else(|| timestamp::parse_ms(&format!("{text}T00:00:00Z")));
    moment.filter(|at_ms| at_ms.as_i64().unsigned_abs() < 1 << 53).ok_or_else(|| {
        let message = format!("Invalid {name} format. Use ISO format (YYYY-MM-DDTHH:MM:SS).");
        RelayError::json(StatusCode::BAD_REQUEST, message)
    })
}

impl TestsOut {
    fn none() -> Self {
        Self { data: Vec::new(), total_records: 0, total_success: None, total_failed: None }
    }
}

impl From<ReliabilityTestPage> for TestsOut {
    fn from(page: ReliabilityTestPage) -> Self {
        // In the original's database, a sum over no rows is null.
        let sum = |count: u32| (page.total > 0).then(|| count.to_string());
        Self {
            total_records: page.total,
            total_success: sum(page.successful),
            total_failed: sum(page.failed),
            data: page.tests.into_iter().map(TestOut::from).collect(),
        }
    }
}

impl From<ReliabilityTestRecord> for TestOut {
    fn from(test: ReliabilityTestRecord) -> Self {
        Self {
            id: test.id,
            msisdn: test.msisdn,
            start_time: test.started_at_ms.as_secs(),
            sms_sent_time: test.sent_at_ms.map(UnixMillis::as_secs),
            sms_received_time: test.received_at_ms.map(UnixMillis::as_secs),
            sms_routed_time: test.routed_at_ms.map(UnixMillis::as_secs),
            status: test.status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_is_parsed_with_and_without_its_plus_sign() {
        for text in ["+237679466332", "237679466332", "00237679466332", " 237679466332"] {
            assert_eq!(msisdn(text).as_deref(), Some("+237679466332"), "{text}");
        }
        for text in ["", "+", "countries", "+0", "123"] {
            assert_eq!(msisdn(text), None, "{text}");
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
}
