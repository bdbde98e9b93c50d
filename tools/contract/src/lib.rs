//! The documents of the API, as the types and tables of the faces describe them: one per face, one of all, and the list
//! of the codes that failures have.

pub mod asyncapi;
pub mod errors;
mod merged;

use serde_json::Value;

/// A document, or the defects because of which there is none.
pub type Described = Result<Value, Vec<String>>;

/// A face with its document.
pub struct Face {
    /// Name of the face's crate, and of the document's file.
    pub name: &'static str,
    /// Prefix of the face's names in the document of all faces; empty for the face whose names stay.
    pub prefix: &'static str,
    pub document: Described,
}

/// Returns the documents of all faces.
pub fn faces() -> Vec<Face> {
    let face = |name, prefix, document| Face { name, prefix, document };
    vec![
        face("gateway-api", "", gateway_api::openapi()),
        face("smsgate", "Smsgate", smsgate::openapi()),
        face("number-proxy", "Proxy", number_proxy::openapi()),
        face("providers", "Provider", providers::openapi()),
        face("relay", "Relay", relay::openapi()),
    ]
}

/// Returns the document of all faces, which is called `wireroom`.
///
/// # Errors
/// The defects of all faces, and names that two of them share.
pub fn whole(faces: &[Face]) -> Described {
    merged::merge(faces)
}

/// Returns the text of a document's file.
pub fn rendered(document: &Value) -> String {
    format!("{document:#}\n")
}
