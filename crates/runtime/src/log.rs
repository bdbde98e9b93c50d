//! One JSON object per line: a message readable alone, and dotted fields. Never numbers, bodies, codes or
//! tokens; their types have no `Display`, which keeps them out of here.

use serde_json::{Map, Value};
use worker::{console_error, console_warn};

/// Something did not work and somebody may have to act.
pub fn error(message: &str, fields: &[(&str, &str)]) {
    console_error!("{}", line("error", message, fields));
}

/// Something unusual that was dealt with.
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
