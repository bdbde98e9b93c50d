//! `GET /metrics`: D1's counters, under the names that dashboards of SMSGate use (contract 10), and the operating
//! figures of all Dispatchers.
//!
//! Nothing is counted in the memory of the Worker, because an isolate sees only a part of the traffic and is
//! short-lived.

use std::fmt::{self, Write};

use axum::response::{IntoResponse, Response};
use dispatcher_records::{LatencyHistogram, OperatingFigures};
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
    let store = Store::open(&context.env)?;
    let totals = store.operator_totals().await?;
    let figures = store.operating_figures().await?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], rendered(&totals, &figures)).into_response())
}

/// Description of the route of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};
    vec![
        Operation::new(Method::Get, "/metrics", "getMetrics", "Read the deployment's counters")
            .tag("Metrics")
            .describe("Counters and operating figures in the text format of Prometheus. The operator's `METRICS_TOKEN` is required.")
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

fn rendered(totals: &OperatorTotals, figures: &OperatingFigures) -> String {
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
    render_figures(&mut text, figures);
    text
}

fn render_figures(text: &mut String, figures: &OperatingFigures) {
    let gauges = [
        ("wireroom_messages_waiting", "Messages that wait for a route", figures.waiting_messages),
        (
            "wireroom_messages_unprojected",
            "Messages that D1 has to learn of",
            figures.unprojected_messages,
        ),
        ("wireroom_events_unannounced", "Rows with events for webhooks", figures.unannounced_rows),
        ("wireroom_sockets", "Phones with an open socket", figures.sockets),
        ("wireroom_streams", "Phones with an open event stream", figures.streams),
    ];
    for (name, help, value) in gauges {
        metric(text, (name, "gauge", help), &[(None, value.into())]);
    }
    let retries = i64::try_from(figures.retries).unwrap_or(i64::MAX);
    let help = "Failed attempts that are tried again";
    metric(text, ("wireroom_retries_total", "counter", help), &[(None, retries)]);
    for (name, help, latencies) in [
        (
            "wireroom_submit_to_frame_seconds",
            "From acceptance to the hand-over to a route",
            &figures.submit_to_frame,
        ),
        (
            "wireroom_frame_to_report_seconds",
            "From the hand-over to the report of the transmission",
            &figures.frame_to_report,
        ),
        (
            "wireroom_projection_lag_seconds",
            "From a message's last change to its row in D1",
            &figures.projection_lag,
        ),
    ] {
        histogram(text, name, help, latencies);
    }
}

fn histogram(text: &mut String, name: &str, help: &str, latencies: &LatencyHistogram) {
    // Writing to a `String` does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} histogram");
    for (bound_ms, count) in latencies.cumulative() {
        let _ = writeln!(text, "{name}_bucket{{le=\"{}\"}} {count}", Seconds(bound_ms));
    }
    let (sum, total) = (Seconds(latencies.sum_ms()), latencies.total());
    let _ = writeln!(
        text,
        "{name}_bucket{{le=\"+Inf\"}} {total}\n{name}_sum {sum}\n{name}_count {total}"
    );
}

/// Milliseconds, displayed as seconds.
struct Seconds(u64);

impl fmt::Display for Seconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (secs, ms) = (self.0 / 1_000, self.0 % 1_000);
        if ms == 0 { write!(formatter, "{secs}") } else { write!(formatter, "{secs}.{ms:03}") }
    }
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
        let text = rendered(&totals, &OperatingFigures::default());
        let (counters, _) = text.split_once("# HELP wireroom_messages_waiting").unwrap();
        assert_eq!(
            counters,
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

    #[test]
    fn latencies_are_a_cumulative_histogram_in_seconds() {
        let mut latencies = LatencyHistogram::default();
        for latency_ms in [100, 1_234, 90_000_000] {
            latencies.observe(latency_ms);
        }
        let mut text = String::new();
        histogram(&mut text, "x_seconds", "Help", &latencies);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..3],
            [
                "# HELP x_seconds Help",
                "# TYPE x_seconds histogram",
                "x_seconds_bucket{le=\"0.250\"} 1"
            ]
        );
        assert!(lines.contains(&"x_seconds_bucket{le=\"2\"} 2"), "{text}");
        assert!(lines.contains(&"x_seconds_bucket{le=\"43200\"} 2"), "{text}");
        let end =
            ["x_seconds_bucket{le=\"+Inf\"} 3", "x_seconds_sum 90001.334", "x_seconds_count 3"];
        assert_eq!(lines[lines.len() - 3..], end);
    }
}
