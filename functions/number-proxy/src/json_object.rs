//! A request's JSON object, regardless of its content type: the original's clients send various types.

use axum::extract::{FromRequest, Request};
use edge_kit::body;
use lenient_input::Garbage;
use serde_json::{Map, Value};

use crate::error::{ProxyError, ProxyResult};

pub(crate) const MAX_BODY_BYTES: usize = 262_144;
/// Longest number in the contract.
pub(crate) const MAX_NUMBER_CHARS: usize = 18;

/// The body. JSON that is not an object has no members.
pub(crate) struct JsonObject {
    members: Map<String, Value>,
    /// Raw bytes of the body.
    pub(crate) bytes: Vec<u8>,
}

impl JsonObject {
    /// Whether the member is present and not null.
    pub(crate) fn has(&self, name: &str) -> bool {
        !matches!(self.members.get(name), None | Some(Value::Null))
    }

    /// Returns a text, or a number as text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.members.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Returns a number in the contract's form: 1 to 18 characters.
    pub(crate) fn number(&self, name: &str) -> Option<String> {
        let fits = |text: &String| (1..=MAX_NUMBER_CHARS).contains(&text.chars().count());
        self.text(name).filter(fits)
    }

    /// Returns a decimal number, given as a number or in digits. `Err` if it is anything else.
    pub(crate) fn decimal(&self, name: &str) -> Result<Option<f64>, ()> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => number.as_f64().map(Some).ok_or(()),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => text.trim().parse().map(Some).map_err(|_| ()),
            Some(_) => Err(()),
        }
    }

    /// Returns the value of one of the given words. 400 if it is another word.
    pub(crate) fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> ProxyResult<Option<T>> {
        if !self.has(name) {
            return Ok(None);
        }
        let text = self.text(name).unwrap_or_default();
        let known = words.iter().find(|(word, _)| *word == text);
        known.map(|(_, meaning)| Some(*meaning)).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            ProxyError::invalid(format!("Argument '{name}' must be one of: {}", known.join(", ")))
        })
    }

    pub(crate) fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    pub(crate) fn read(bytes: Vec<u8>) -> Self {
        // Bytes that are not UTF-8 are replaced and not refused: nobody can tell the author of a forwarded SMS.
        let members = match lenient_input::value(&bytes, Garbage::Replaced) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        };
        Self { members, bytes }
    }
}

impl<S: Send + Sync> FromRequest<S> for JsonObject {
    type Rejection = ProxyError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ProxyError> {
        let read = body::read(request, MAX_BODY_BYTES).await;
        let (_, bytes) = read.map_err(|_| ProxyError::too_large())?;
        Ok(Self::read(bytes.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> JsonObject {
        JsonObject::read(text.as_bytes().to_vec())
    }

    #[test]
    fn numbers_are_texts_of_at_most_18_characters_or_json_numbers() {
        let body = body(
            r#"{"a":"12062992129","b":12062992129,"c":"1234567890123456789","d":"","e":["1"],"f":null,"g":"123456789012345678"}"#,
        );
        for name in ["a", "b"] {
            assert_eq!(body.number(name).as_deref(), Some("12062992129"));
        }
        for name in ["c", "d", "e", "f", "absent"] {
            assert_eq!(body.number(name), None, "{name}");
        }
        assert_eq!(body.number("g").map(|it| it.len()), Some(18));
    }

    #[test]
    fn json_that_is_not_an_object_has_no_members() {
        for text in ["", "null", "[]", "{", "\"value\"", "\u{0}", "value=1"] {
            assert_eq!(body(text).number("value"), None, "{text}");
        }
    }

    #[test]
    fn text_with_invalid_unicode_is_repaired() {
        let body = body("\u{feff}{\"a\":\"1\",\"a\":\"cut \\ud83d\",\"n\":12062992129.0}");
        assert_eq!(body.text("a").as_deref(), Some("cut \u{fffd}"));
        assert_eq!(body.number("n").as_deref(), Some("12062992129"));
        let garbage = JsonObject::read(b"{\"a\":\"caf\xe9\"}".to_vec());
        assert_eq!(garbage.text("a").as_deref(), Some("caf\u{fffd}"));
    }

    #[test]
    fn decimals_are_read_and_other_types_are_errors() {
        let body = body(r#"{"a":0.5,"b":"10","c":null,"d":"soon","e":{},"f":-1,"g":""}"#);
        assert_eq!(body.decimal("a"), Ok(Some(0.5)));
        assert_eq!(body.decimal("b"), Ok(Some(10.0)));
        assert_eq!(body.decimal("f"), Ok(Some(-1.0)));
        for name in ["c", "g", "absent"] {
            assert_eq!(body.decimal(name), Ok(None));
        }
        for name in ["d", "e"] {
            assert_eq!(body.decimal(name), Err(()));
        }
    }
}
