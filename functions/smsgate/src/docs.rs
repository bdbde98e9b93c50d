//! `GET /docs` and `/docs/doc.json`: descriptions of this face for people and for programs (contract 1.1).

use std::collections::BTreeMap;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use edge_kit::route_table::Route;
use http::{StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Access, routes};

const DOCUMENTATION: &str = "https://docs.sms-gate.app/";

/// Answer of `GET /docs/doc.json`: a Swagger 2.0 document.
#[derive(Debug, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub(crate) struct DocumentOut(
    #[cfg_attr(feature = "openapi", schemars(with = "Map<String, Value>"))] Value,
);

/// `GET /docs`: redirects to SMSGate's own documentation, which applies here, too.
pub(crate) async fn show() -> Response {
    (StatusCode::FOUND, [(header::LOCATION, DOCUMENTATION)]).into_response()
}

/// `GET /docs/doc.json`: the router's own table in the Swagger format.
pub(crate) async fn describe() -> Json<DocumentOut> {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in routes() {
        let method = route.method.as_str().to_ascii_lowercase();
        paths.entry(route.path).or_default().insert(method, operation(&route));
    }
    Json(DocumentOut(json!({
        "swagger": "2.0",
        "info": { "title": "SMSGate API", "version": env!("CARGO_PKG_VERSION") },
        "basePath": "/api",
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": {
            "ApiAuth": { "type": "basic" },
            "JWTAuth": { "type": "apiKey", "in": "header", "name": "Authorization" },
            "MobileToken": { "type": "apiKey", "in": "header", "name": "Authorization" },
        },
        "paths": paths,
    })))
}

/// Descriptions of the routes of this file.
#[cfg(feature = "openapi")]
pub(crate) fn operations() -> Vec<edge_kit::openapi::Operation> {
    use edge_kit::{openapi::Operation, route_table::Method};
    vec![
        Operation::new(Method::Get, "/docs", "getDocumentation", "Read the documentation")
            .tag("Description")
            .describe("Redirects to SMSGate's own documentation, which applies here, too.")
            .answers(|answers| answers.empty(302))
            .header("Location", "Address of the documentation."),
        Operation::new(Method::Get, "/docs/doc.json", "getDescription", "Describe the API")
            .tag("Description")
            .describe("The routes in the Swagger 2.0 format."),
    ]
}

fn operation(route: &Route<Access>) -> Value {
    let names = route.path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<Value> = names
        .map(|name| json!({ "name": name, "in": "path", "required": true, "type": "string" }))
        .collect();
    let security = match route.access {
        None => json!([]),
        Some(Access::Scope(scope)) => json!([{ "ApiAuth": [] }, { "JWTAuth": [scope] }]),
        Some(Access::Basic) => json!([{ "ApiAuth": [] }]),
        Some(Access::Device(_)) => json!([{ "MobileToken": [] }]),
    };
    json!({
        "parameters": parameters,
        "security": security,
        "responses": { "default": { "description": "see docs/smsgate" } },
    })
}
