//! The documents of the API, as the types and tables of the faces describe them.

use serde_json::Value;

/// One document by the name of its file.
pub struct Document {
    pub name: &'static str,
    pub json: Result<Value, Vec<String>>,
}

/// Returns the documents of all faces.
pub fn documents() -> Vec<Document> {
    vec![Document { name: "gateway-api", json: gateway_api::openapi() }]
}

/// Returns the text of a document's file.
pub fn rendered(document: &Value) -> String {
    format!("{document:#}\n")
}
