//! `GET /up`: a health check of the Worker.

use axum::response::{IntoResponse, Response};
use edge_kit::RequestContext;
use http::{HeaderMap, header};
use runtime::timestamp;
use serde_json::json;

const PAGE: &str = r#"<!DOCTYPE html><html><body style="background-color: green"></body></html>"#;

/// `GET /up`: Rails' page, or JSON if requested.
pub(crate) async fn up(context: RequestContext, headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("application/json")) {
        let body = json!({ "status": "up", "timestamp": timestamp::format_secs(context.now_ms) });
        axum::Json(body).into_response()
    } else {
        axum::response::Html(PAGE).into_response()
    }
}
