//! `GET` and `HEAD /.well-known/api-catalog` (contract 1.5, RFC 9727).

use axum::response::{IntoResponse, Response};
use edge_kit::{RequestContext, client_network, original_url};
use http::{HeaderMap, Uri, header};
use serde_json::json;
use throttling::Limit;

use crate::{answer_headers::CATALOG_LINK, error::ApiResult};

const CONTENT_TYPE: &str =
    r#"application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727""#;
const DOCUMENTATION: &str = "https://docs.sms-gate.app/";

/// `GET /.well-known/api-catalog`: links to the API, its descriptions and its health check.
#[worker::send]
pub(crate) async fn show(
    context: RequestContext,
    headers: HeaderMap,
    uri: Uri,
) -> ApiResult<Response> {
    let network = client_network(&headers);
    throttling::count(&context, Limit::Catalog, network.expose()).await?;
    let base = original_url::base_url(context.settings.public_url.as_deref(), &headers, &uri);
    let root = format!("{base}/api");
    let body = json!({ "linkset": [{
        "anchor": format!("{root}/3rdparty/v1"),
        "service-desc": [{ "href": format!("{root}/docs/doc.json"), "type": "application/json" }],
        "service-doc": [{ "href": DOCUMENTATION, "type": "text/html" }],
        "status": [{
            "href": format!("{root}/3rdparty/v1/health/ready"),
            "type": "application/json",
        }],
    }] });
    let headers =
        [(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, [(header::LINK, CATALOG_LINK)], body.to_string()).into_response())
}
