//! The codes of failures with their explanations, from which pages and tools are made.

use error_codes::Explanation;
use serde_json::{Value, json};

/// Returns the list of all codes, sorted by subject.
pub fn list() -> Value {
    let one = |it: Explanation| {
        json!({
            "code": it.code.as_str(),
            "status": it.code.status(),
            "title": it.code.title(),
            "meaning": it.meaning,
            "causes": it.causes,
            "remedies": it.remedies,
        })
    };
    Value::Array(Explanation::all().into_iter().map(one).collect())
}
