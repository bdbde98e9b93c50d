//! `GET /docs` and `/docs/doc.json`: descriptions of this face for people and for programs (contract 1.1).

use std::collections::BTreeMap;

use axum::{Json, response::IntoResponse};
use edge_kit::route_table::Route;
use http::{StatusCode, header};
use serde_json::{Map, Value, json};

use crate::{Access, routes};

const DOCUMENTATION: &str = "https://docs.sms-gate.app/";

/// `GET /docs`: redirects to SMSGate's own documentation, which applies here, too.
pub(crate) async fn show() -> impl IntoResponse {
    (StatusCode::FOUND, [(header::LOCATION, DOCUMENTATION)])
}

/// `GET /docs/doc.json`: the router's own table in the Swagger format.
pub(crate) async fn describe() -> Json<Value> {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in routes() {
        let method = route.method.as_str().to_ascii_lowercase();
        paths.entry(route.path).or_default().insert(method, operation(&route));
    }
    Json(json!({
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
    }))
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
