//! One line of the log.

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::{LogEvent, field, field::FieldKind};

/// Renders one line: a JSON object with `level`, `message`, the context's fields and the event's own. An event's field
/// replaces one of the context with the same name. `each_context_field` passes the context's fields by the names that
/// they have in [`crate::FIELDS`].
pub fn line(
    event: &dyn LogEvent,
    each_context_field: impl FnOnce(&mut dyn FnMut(&'static str, &dyn Display)),
) -> String {
    let mut object = Map::new();
    object.insert("level".to_owned(), event.level().as_str().into());
    object.insert("message".to_owned(), event.message().into());
    let mut write = |ident: &'static str, value: &dyn Display| {
        let (name, kind) = field::look_up(ident);
        object.insert(name.to_owned(), to_json(value, kind));
    };
    each_context_field(&mut write);
    event.each_field(&mut write);
    Value::Object(object).to_string()
}

fn to_json(value: &dyn Display, kind: FieldKind) -> Value {
    let text = value.to_string();
    match kind {
        // A value that is no integer stays in the line as text.
        FieldKind::Number => text.parse::<i64>().map_or(Value::String(text), Value::from),
        FieldKind::Text => Value::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::RuntimeEvent;

    #[test]
    fn line_has_level_message_context_and_fields_of_the_event() {
        let event = RuntimeEvent::CommandFailed { duration_ms: &7, error: &"no \"row\"" };
        let line = line(&event, |write| {
            write("request_id", &"ray");
            write("account_id", &"0123456789abcdef");
        });
        let expected = r#"{"account.id":"0123456789abcdef","duration_ms":7,"error":"no \"row\"","level":"error","message":"an object's command failed","request.id":"ray"}"#;
        assert_eq!(line, expected);
    }

    #[test]
    fn numbers_are_json_numbers_and_an_event_overrides_its_context() {
        let event =
            RuntimeEvent::RequestCompleted { status: &200, duration_ms: &3, outcome: &"ok" };
        let line = line(&event, |write| write("outcome", &"other"));
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["http.status"], 200);
        assert_eq!(value["duration_ms"], 3);
        assert_eq!(value["outcome"], "ok");
        assert_eq!(value["level"], "info");
    }
}
