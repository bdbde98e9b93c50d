//! `GET /up`: a health check of the Worker.

use axum::response::{IntoResponse, Response};
use edge_kit::{RequestContext, TimeSecs};
use http::{HeaderMap, header};
use serde::Serialize;

const PAGE: &str = r#"<!DOCTYPE html><html><body style="background-color: green"></body></html>"#;

/// Answer of `GET /up` to a caller that accepts JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct UpOut {
    /// Always `up`.
    status: &'static str,
    timestamp: TimeSecs,
}

/// `GET /up`: Rails' page, or JSON if requested.
pub(crate) async fn up(context: RequestContext, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("application/json")) {
        let body = UpOut { status: "up", timestamp: TimeSecs(context.now_ms) };
        axum::Json(body).into_response()
    } else {
        axum::response::Html(PAGE).into_response()
    }
}

/// Descriptions of the health check for the document of the API.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{openapi::Operation, route_table::Method};

    let up = Operation::new(Method::Get, "/up", "getHealth", "Check that the service is up")
        .tag("Health")
        .describe(
            "Answers with JSON if the `Accept` header contains `application/json`, and else with a page. Needs no key \
             and is not limited.",
        )
        .answers(|answers| {
            answers.text(200, "text/html; charset=utf-8");
            answers.json::<UpOut>(200);
        });
    vec![up]
}
