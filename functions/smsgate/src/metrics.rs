//! `GET /metrics`: D1's counters, under the names that dashboards of SMSGate use (contract 10).
//!
//! Nothing is counted in memory, because an isolate sees only a part of the traffic and is short-lived.

use std::fmt::Write;

use axum::response::{IntoResponse, Response};
use edge_kit::{RequestContext, auth::bearer};
use http::{HeaderMap, HeaderValue, header};
use identity::constant_time_equal;
use store_d1::{Store, operator_metrics::OperatorTotals};

#[cfg(feature = "openapi")]
use crate::error::PLAIN_TEXT;
use crate::error::{ApiError, ApiResult};

const CONTENT_TYPE: HeaderValue =
    HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// `GET /metrics`: requires the operator's `METRICS_TOKEN`; without that setting the path is 404.
#[worker::send]
pub(crate) async fn show(context: RequestContext, headers: HeaderMap) -> ApiResult<Response> {
    let token = context.settings.smsgate.metrics_token.as_deref();
    let token = token.ok_or_else(ApiError::no_such_path)?;
    let presented = bearer(&headers).unwrap_or_default();
    if !constant_time_equal(presented, token) {
        return Err(ApiError::unauthorized());
    }
    let totals = Store::open(&context.env)?.operator_totals().await?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], rendered(&totals)).into_response())
}

/// Description of the route of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};
    vec![
        Operation::new(Method::Get, "/metrics", "getMetrics", "Read the deployment's counters")
            .tag("Metrics")
            .describe("Counters in the text format of Prometheus. The operator's `METRICS_TOKEN` is required.")
            .security(vec!["metricsToken"])
            .answers(|answers| answers.text(200, "text/plain; version=0.0.4; charset=utf-8"))
            .fails(401, &[ErrorCode::InvalidCredentials], "The token is missing or wrong.")
            .fails_as(
                PLAIN_TEXT,
                404,
                &[ErrorCode::RouteNotFound],
                "The deployment has no `METRICS_TOKEN`.",
            ),
    ]
}

fn rendered(totals: &OperatorTotals) -> String {
    let mut text = String::new();
    let messages = [
        ("Pending", totals.accepted),
        ("Sent", totals.sent),
        ("Delivered", totals.delivered),
        ("Failed", totals.failed),
    ]
    .map(|(state, value)| (Some(("state", state)), value));
    metric(
        &mut text,
        ("sms_messages_total", "counter", "Recipients of messages that have reached the state"),
        &messages,
    );
    let received = ("wireroom_received_total", "counter", "Messages received by gateways");
    metric(&mut text, received, &[(None, totals.received)]);
    let inbox = ("wireroom_inbox_items", "gauge", "Messages of phones' inboxes that are kept");
    metric(&mut text, inbox, &[(None, totals.inbox_items)]);
    text
}

type Sample = (Option<(&'static str, &'static str)>, i64);

fn metric(text: &mut String, (name, kind, help): (&str, &str, &str), samples: &[Sample]) {
    // Writing to a `String` does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (label, value) in samples {
        let label = label.map(|(key, value)| format!("{{{key}=\"{value}\"}}")).unwrap_or_default();
        let _ = writeln!(text, "{name}{label} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_rendered_as_prometheus_reads_them() {
        let totals = OperatorTotals {
            accepted: 5,
            sent: 4,
            delivered: 3,
            failed: 1,
            received: 9,
            inbox_items: 2,
        };
        assert_eq!(
            rendered(&totals),
            "# HELP sms_messages_total Recipients of messages that have reached the state\n\
             # TYPE sms_messages_total counter\n\
             sms_messages_total{state=\"Pending\"} 5\n\
             sms_messages_total{state=\"Sent\"} 4\n\
             sms_messages_total{state=\"Delivered\"} 3\n\
             sms_messages_total{state=\"Failed\"} 1\n\
             # HELP wireroom_received_total Messages received by gateways\n\
             # TYPE wireroom_received_total counter\n\
             wireroom_received_total 9\n\
             # HELP wireroom_inbox_items Messages of phones' inboxes that are kept\n\
             # TYPE wireroom_inbox_items gauge\n\
             wireroom_inbox_items 2\n"
        );
    }
}
