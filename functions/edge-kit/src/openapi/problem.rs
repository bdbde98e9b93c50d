//! Schemas of failures of our own routes.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

/// A failure by RFC 9457, for callers who accept `application/problem+json`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemOut {
    /// URL of the page that explains the failure.
    pub r#type: String,
    /// Kind of the failure in a few words, the same for each failure of this kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Cause in plain words.
    pub detail: String,
    /// Kind of the failure, for programs. Codes are stable; new ones may be added.
    #[schemars(example = &"invalid_parameter")]
    pub code: String,
    /// Name of the parameter or header that led to the failure, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
}

/// Adds to the schema of a failure's body what a route of our own adds to it.
pub(super) fn explain(mut schema: Value) -> Value {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let code = json!({
            "type": "string",
            "description": "Kind of the failure, for programs. Codes are stable; new ones may be added.",
            "examples": ["invalid_parameter"],
        });
        let doc_url = json!({
            "type": "string",
            "description": "URL of the page that explains the failure.",
        });
        let param = json!({
            "type": "string",
            "description": "Name of the parameter or header that led to the failure, if it is one.",
        });
        properties.insert("code".to_owned(), code);
        properties.insert("doc_url".to_owned(), doc_url);
        properties.insert("param".to_owned(), param);
    }
    if let Some(object) = schema.as_object_mut() {
        let required = object.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut() {
            required.extend([json!("code"), json!("doc_url")]);
        }
    }
    schema
}
