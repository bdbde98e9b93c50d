//! `GET` and `HEAD /.well-known/api-catalog` (contract 1.5, RFC 9727).

use axum::response::{IntoResponse, Response};
use edge_kit::{RequestContext, client_network, original_url};
use http::{HeaderMap, Uri, header};
use serde::Serialize;
use throttling::Limit;

use crate::{
    answer_headers::CATALOG_LINK,
    error::{ApiError, ApiResult},
};

const CONTENT_TYPE: &str =
    r#"application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727""#;
const DOCUMENTATION: &str = "https://docs.sms-gate.app/";

/// Answer of `GET /.well-known/api-catalog`: a set of links in the JSON format of RFC 9264.
// Fields stand in the alphabetical order in which they are sent, here and below.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct CatalogOut {
    linkset: Vec<CatalogEntryOut>,
}

/// One API with its links.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct CatalogEntryOut {
    /// Address of the API, with which its paths begin.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "uri")))]
    anchor: String,
    /// Descriptions for programs.
    service_desc: Vec<CatalogLinkOut>,
    /// Descriptions for people.
    service_doc: Vec<CatalogLinkOut>,
    /// Health checks.
    status: Vec<CatalogLinkOut>,
}

/// A link of the catalog.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
struct CatalogLinkOut {
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "uri")))]
    href: String,
    /// Content type of the target.
    #[cfg_attr(feature = "openapi", schemars(example = "application/json"))]
    r#type: &'static str,
}

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
    let catalog = CatalogOut::of(&format!("{base}/api"));
    let body = serde_json::to_string(&catalog).map_err(|_| ApiError::internal())?;
    let headers =
        [(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, [(header::LINK, CATALOG_LINK)], body).into_response())
}

/// Description of the route of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{ErrorCode, openapi::Operation, route_table::Method};
    let (path, id) = ("/.well-known/api-catalog", "getCatalog");
    vec![
        Operation::new(Method::Get, path, id, "List the API's links")
            .tag("Description")
            .describe(
                "Links to the API, its descriptions and its health check (RFC 9727). Requests are limited by network.",
            )
            .answers(|answers| answers.json_as::<CatalogOut>(200, CONTENT_TYPE))
            .fails(429, &[ErrorCode::RateLimited], "The network has sent too many requests."),
    ]
}

impl CatalogOut {
    /// Returns the catalog of the API whose paths begin with `root`.
    fn of(root: &str) -> Self {
        const JSON: &str = "application/json";
        let link = |href: String, r#type| vec![CatalogLinkOut { href, r#type }];
        let entry = CatalogEntryOut {
            anchor: format!("{root}/3rdparty/v1"),
            service_desc: link(format!("{root}/docs/doc.json"), JSON),
            service_doc: link(DOCUMENTATION.to_owned(), "text/html"),
            status: link(format!("{root}/3rdparty/v1/health/ready"), JSON),
        };
        Self { linkset: vec![entry] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalog_has_its_members_in_alphabetical_order() {
        let body = serde_json::to_string(&CatalogOut::of("https://a.example/api")).unwrap();
        assert_eq!(
            body,
            concat!(
                r#"{"linkset":[{"anchor":"https://a.example/api/3rdparty/v1","#,
                r#""service-desc":[{"href":"https://a.example/api/docs/doc.json","type":"application/json"}],"#,
                r#""service-doc":[{"href":"https://docs.sms-gate.app/","type":"text/html"}],"#,
                r#""status":[{"href":"https://a.example/api/3rdparty/v1/health/ready","type":"application/json"}]}]}"#,
            )
        );
    }
}
