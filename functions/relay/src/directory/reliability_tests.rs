//! `/v3/clients/{msisdn}/tests` (contract 3.1, 3.5): reliability tests of a gateway client.

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
};
use edge_kit::{ErrorCode, RequestContext, client_network};
use http::{HeaderMap, StatusCode};
use request_limits::RateLimitPolicy;
use serde::Serialize;
use store_d1::{
    Store,
    relay::reliability_tests::{ReliabilityTestPage, ReliabilityTestRecord, TestStarted},
};
use unix_time::UnixMillis;

use super::{
    PageQuery, count,
    etag::{self, Tagged},
    input::ListTestsIn,
    out::StartTestOut,
    pagination::RequestedPage,
};
use crate::{
    account::RelayAccount,
    error::{RelayError, RelayResult},
    forwarder::international,
};

const HOUR_SECS: u32 = 3_600;

/// A test. Times are Unix seconds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ReliabilityTestOut"))]
struct TestOut {
    id: i64,
    /// Phone number of the client in E.164.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "e164")))]
    msisdn: String,
    start_time: i64,
    /// Time at which the sender's phone sent the SMS; `null` until it arrives.
    sms_sent_time: Option<i64>,
    /// Time at which the client received the SMS; `null` until it arrives.
    sms_received_time: Option<i64>,
    /// Time at which the SMS arrived here; `null` until then.
    sms_routed_time: Option<i64>,
    #[cfg_attr(
        feature = "openapi",
        schemars(extend("enum" = ["pending", "running", "success", "timedout"]))
    )]
    status: String,
}

/// A page of tests. As in the original's documentation, the totals have different types, and are null without any
/// tests.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "openapi", schemars(rename = "ReliabilityTestsOut"))]
pub(crate) struct TestsOut {
    data: Vec<TestOut>,
    /// Number of matching tests on all pages.
    total_records: u32,
    /// Number of matching tests that arrived within five minutes, in digits; `null` if no test matches.
    total_success: Option<String>,
    /// Number of matching tests that timed out or took longer, in digits; `null` if no test matches.
    total_failed: Option<String>,
}

/// `GET /v3/clients/{msisdn}/tests`: returns a page of the client's tests, newest first. As in the original, an unknown
/// client has none.
#[worker::send]
pub(crate) async fn list(
    context: RequestContext,
    RelayAccount(account_id): RelayAccount,
    headers: HeaderMap,
    query: PageQuery<ListTestsIn>,
    path: Result<Path<String>, PathRejection>,
) -> RelayResult<Tagged<TestsOut>> {
    count(&context, &headers).await?;
    let input = ListTestsIn::read(&query)?;
    let page = RequestedPage::of(input.page, input.per_page);
    let spelled = path.map(|Path(spelled)| spelled).unwrap_or_default();
    let found = match msisdn(&spelled) {
        None => None,
        Some(msisdn) => {
            let (filter, offset, size) = (input.filter(), page.offset(), page.size);
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
) -> RelayResult<Json<StartTestOut>> {
    count(&context, &headers).await?;
    if let Some(quota) = context.settings.relay.nodes.tests_per_network_and_hour {
        let policy = RateLimitPolicy { name: "relay-tests-network", quota, window_secs: HOUR_SECS };
        throttling::count_sliding(&context, policy, &client_network(&headers)).await?;
    }
    let spelled = path.map(|Path(spelled)| spelled).unwrap_or_default();
    let Some(msisdn) = msisdn(&spelled) else { return Ok(Json(StartTestOut::UNKNOWN)) };
    let store = Store::open(&context.env)?;
    match store.start_reliability_test(&account_id, &msisdn, context.now_ms).await? {
        TestStarted::Started { test_id } => {
            Ok(Json(StartTestOut::started(test_id, context.now_ms.as_secs())))
        }
        TestStarted::Unknown => Ok(Json(StartTestOut::UNKNOWN)),
        TestStarted::TooMany => {
            let message = "Too many tests of this gateway client are pending";
            let (code, status) = (ErrorCode::ResourceLimitReached, StatusCode::TOO_MANY_REQUESTS);
            Err(RelayError::json(code, status, message).retry_after(60))
        }
    }
}

/// Parses a number in a path, from which some clients omit the plus sign.
fn msisdn(spelled: &str) -> Option<String> {
    let number = international(spelled).or_else(|| international(&format!("+{}", spelled.trim())));
    number.map(|number| number.as_str().to_owned())
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
}
