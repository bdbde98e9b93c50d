//! Logger that writes one JSON object per line: a message that can be read alone, and dotted fields. Phone numbers,
//! message bodies, codes and tokens are never logged; their types have no `Display`, which enforces it.

use serde_json::{Map, Value};
use worker::{console_error, console_warn};

/// Logs a failure that may need an operator's attention.
pub fn error(message: &str, fields: &[(&str, &str)]) {
    console_error!("{}", line("error", message, fields));
}

/// Logs something unusual that was handled.
pub fn warn(message: &str, fields: &[(&str, &str)]) {
    console_warn!("{}", line("warn", message, fields));
}

fn line(level: &str, message: &str, fields: &[(&str, &str)]) -> String {
    let mut object = Map::new();
    object.insert("level".to_owned(), level.into());
    object.insert("message".to_owned(), message.into());
    for (name, value) in fields {
        object.insert((*name).to_owned(), (*value).into());
    }
    Value::Object(object).to_string()
}
