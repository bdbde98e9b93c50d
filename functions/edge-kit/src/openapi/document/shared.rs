//! Responses that several operations have: written once, among the components, and referenced.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Replaces each response that occurs more than once by a reference; returns the referenced responses by name.
pub(super) fn extract(paths: &mut Map<String, Value>) -> Map<String, Value> {
    let mut uses: BTreeMap<(String, String), usize> = BTreeMap::new();
    for_each(paths, &mut |status, response| {
        *uses.entry((status.to_owned(), response.to_string())).or_default() += 1;
    });
    let mut names: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut shared = Map::new();
    for (key, _) in uses.into_iter().filter(|(_, uses)| *uses > 1) {
        let name = free_name(&key.0, &shared);
        shared.insert(name.clone(), Value::Null);
        names.insert(key, name);
    }
    for_each(paths, &mut |status, response| {
        if let Some(name) = names.get(&(status.to_owned(), response.to_string())) {
            let reference = json!({ "$ref": format!("#/components/responses/{name}") });
            shared.insert(name.clone(), std::mem::replace(response, reference));
        }
    });
    shared
}

fn for_each(paths: &mut Map<String, Value>, visit: &mut dyn FnMut(&str, &mut Value)) {
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    for operation in operations {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            visit(status, response);
        }
    }
}

/// Returns a name that says the status, with a letter if another response has the same one: `NotFound`, `NotFoundB`.
fn free_name(status: &str, taken: &Map<String, Value>) -> String {
    let reason = status.parse().ok().and_then(|status| http::StatusCode::from_u16(status).ok());
    let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or("Response");
    let name: String = reason.chars().filter(char::is_ascii_alphabetic).collect();
    let lettered = ('B'..='Z').map(|letter| format!("{name}{letter}"));
    let beyond = (1..).map(|number: u32| format!("{name}No{number}x"));
    let mut names = std::iter::once(name.clone()).chain(lettered).chain(beyond);
    names.find(|name| !taken.contains_key(name)).unwrap_or(name)
}
