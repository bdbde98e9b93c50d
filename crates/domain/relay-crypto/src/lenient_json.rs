//! JSON with raw control characters inside strings, in which some clients send PEM (contract 1.2, step 1).

use std::{borrow::Cow, fmt::Write};

use lenient_input::{Garbage, JsonError};
use serde::de::DeserializeOwned;

/// Parses JSON whose strings may contain raw line ends and other control characters.
pub fn parse_lenient<T: DeserializeOwned>(body: &[u8], garbage: Garbage) -> Result<T, JsonError> {
    match lenient_input::text(body, garbage) {
        Some(text) => lenient_input::read_of(&escape_control_characters(&text)),
        // The regular reader reports what is wrong with the bytes.
        None => lenient_input::read(body, garbage),
    }
}

/// Escapes U+0000 to U+001F inside string literals. Nothing else changes, so other invalid JSON stays invalid.
pub fn escape_control_characters(json: &str) -> Cow<'_, str> {
    if !json.bytes().any(|byte| byte < b' ') {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    let mut literal = Literal::Outside;
    for character in json.chars() {
        if literal == Literal::Inside && character < ' ' {
            // Writing to a `String` cannot fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
        literal = literal.after(character);
    }
    Cow::Owned(escaped)
}

/// Position relative to a string literal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Literal {
    Outside,
    Inside,
    /// After a backslash.
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
