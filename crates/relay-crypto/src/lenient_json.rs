//! JSON with raw control characters inside its strings, as some clients send PEM (contract 1.2, step 1).

use std::{borrow::Cow, fmt::Write};

use lenient_input::{Garbage, JsonError};
use serde::de::DeserializeOwned;

/// Parses JSON whose strings may hold line ends and other control characters as they are.
pub fn parse_lenient<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonError> {
    match lenient_input::text(body, Garbage::Refused) {
        Some(text) => lenient_input::read_of(&escape_control_characters(&text)),
        // The reader says what is wrong with it.
        None => lenient_input::read(body, Garbage::Refused),
    }
}

/// The same JSON with U+0000 to U+001F inside string literals escaped. Nothing else changes, so what is no
/// JSON otherwise stays none.
pub fn escape_control_characters(json: &str) -> Cow<'_, str> {
    if !json.bytes().any(|byte| byte < b' ') {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    let mut literal = Literal::Outside;
    for character in json.chars() {
        if literal == Literal::Inside && character < ' ' {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
        literal = literal.after(character);
    }
    Cow::Owned(escaped)
}

/// Where in a string literal, if in one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Literal {
    Outside,
    Inside,
    /// Behind a backslash.
    Escaping,
}

impl Literal {
    fn after(self, character: char) -> Self {
        match (self, character) {
            (Self::Outside, '"') | (Self::Escaping, _) => Self::Inside,
            (Self::Outside, _) | (Self::Inside, '"') => Self::Outside,
            (Self::Inside, '\\') => Self::Escaping,
            (Self::Inside, _) => Self::Inside,
        }
    }
}

#[cfg(test)]
mod tests;
