//! `GET /docs` and `/docs/doc.json`: descriptions of this face for people and for programs (contract 1.1). Both are
//! static assets of the deployment, to which these routes lead.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

const VIEWER: &str = "/reference/?face=smsgate";
const DOCUMENT: &str = "/openapi/smsgate.json";

/// `GET /docs`: redirects to the viewer of this face's document.
pub(crate) async fn show() -> Response {
    redirect(VIEWER)
}

/// `GET /docs/doc.json`: redirects to this face's OpenAPI document.
pub(crate) async fn describe() -> Response {
    redirect(DOCUMENT)
}

fn redirect(to: &'static str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, to)]).into_response()
}

/// Descriptions of the routes of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{openapi::Operation, route_table::Method};
    let operation = |path, id, summary| {
        Operation::new(Method::Get, path, id, summary)
            .tag("Description")
            .answers(|answers| answers.empty(302))
            .header("Location", "Path of the file.")
    };
    vec![
        operation("/docs", "getDocumentation", "Read the documentation")
            .describe("Redirects to the viewer of this document."),
        operation("/docs/doc.json", "getDescription", "Describe the API")
            .describe("Redirects to this document, in OpenAPI 3.1."),
    ]
}
