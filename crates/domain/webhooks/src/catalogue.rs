//! The catalogue of events: what each means, an example of its body, and the schema of that body.
//!
//! The API's list of events, its document and the check of subscriptions all stand on [`EventKind::ALL`] and on these
//! functions.

mod examples;

use serde_json::Value;

use crate::{EventKind, Format};

/// Schemas of the bodies by event name. `WRITE_SCHEMAS=1 cargo test -p webhooks --features openapi` writes them from the
/// types, which describe themselves only under that feature, never in the Worker.
const SCHEMAS: &str = include_str!("catalogue/schemas.json");

/// An event as the catalogue shows it.
#[derive(Clone, Debug)]
pub struct CataloguedEvent {
    pub kind: EventKind,
    /// When the event happens, in one sentence.
    pub description: &'static str,
    /// Body in the format `standard`.
    pub example: Value,
    /// JSON Schema of that body.
    pub schema: Value,
}

/// Returns every event to which endpoints can subscribe, and the test event.
pub fn catalogue() -> Vec<CataloguedEvent> {
    let mut schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    let entry = |kind: EventKind| CataloguedEvent {
        kind,
        description: kind.description(),
        example: example(kind),
        schema: schemas.get_mut(kind.as_str()).map(Value::take).unwrap_or_default(),
    };
    EventKind::ALL.into_iter().map(entry).collect()
}

fn example(kind: EventKind) -> Value {
    let body = Format::Standard.render(&examples::event(kind), examples::ENDPOINT_ID);
    body.and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
