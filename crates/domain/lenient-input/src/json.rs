//! JSON as a value, or as a type of the caller's.

use serde::de::{self, DeserializeOwned};
use serde_json::{Number, Value};

use crate::{
    surrogates,
    utf8::{self, Garbage},
};

/// Largest integer that is exact as a float.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// The text is not JSON, or does not have the expected shape. The message is meant for its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError(String);

/// Reads JSON from bytes.
pub fn value(bytes: &[u8], garbage: Garbage) -> Result<Value, JsonError> {
    let text = utf8::text(bytes, garbage).ok_or_else(not_utf8)?;
    value_of(&text)
}

/// Reads JSON from text.
pub fn value_of(text: &str) -> Result<Value, JsonError> {
    let mut value: Value = parse(text)?;
    write_integers(&mut value);
    Ok(value)
}

/// Reads JSON from bytes into the caller's type.
pub fn read<T: DeserializeOwned>(bytes: &[u8], garbage: Garbage) -> Result<T, JsonError> {
    // Not straight into the type: derived readers refuse duplicate members, and `85.0` for an integer.
    value(bytes, garbage).and_then(of_value)
}

/// Reads JSON from text into the caller's type.
pub fn read_of<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    value_of(text).and_then(of_value)
}

/// Whether a body can only be meant as a JSON object, whatever its declared media type.
pub fn looks_like_object(body: &[u8]) -> bool {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    body.trim_ascii_start().first() == Some(&b'{')
}

/// Parses JSON into a tree that the caller chooses, which decides about duplicate members.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(serde_json::from_str(&surrogates::mended(text))?)
}

/// Returns the integer that a float stands for, if it has no fraction and is small enough to be exact.
#[expect(clippy::cast_possible_truncation, reason = "within the bounds that were just checked")]
pub(crate) fn integer_of(number: f64) -> Option<i64> {
    let is_whole = number.fract() == 0.0 && number.abs() <= MAX_EXACT;
    is_whole.then_some(number as i64)
}

pub(crate) fn not_utf8() -> JsonError {
    JsonError("the text is not UTF-8".to_owned())
}

fn of_value<T: DeserializeOwned>(value: Value) -> Result<T, JsonError> {
    Ok(serde_json::from_value(value)?)
}

/// Replaces whole floats by integers. The recursion is bounded by the parser's own limit on depth.
fn write_integers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            if let Some(integer) = number.as_f64().and_then(integer_of) {
                *number = Number::from(integer);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(write_integers),
        Value::Object(members) => members.values_mut().for_each(write_integers),
        _ => {}
    }
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for JsonError {}

impl de::Error for JsonError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Report {
        id: String,
        level: Option<u8>,
    }

    fn strictly(json: &str) -> Result<Value, JsonError> {
        value(json.as_bytes(), Garbage::Refused)
    }

    #[test]
    fn irregular_json_of_phones_and_providers_is_read() {
        for (json, expected) in [
            (r#"{"text":"half \ud83d"}"#, json!({ "text": "half \u{fffd}" })),
            (r#"{"\udc00":1}"#, json!({ "\u{fffd}": 1 })),
            ("\u{feff}{\"a\":1}", json!({ "a": 1 })),
            (r#"{"a":1,"a":2}"#, json!({ "a": 2 })),
            (r#"{"o":{"a":1,"b":1,"a":[]}}"#, json!({ "o": { "a": [], "b": 1 } })),
            ("[85.0,8.5e1,-1.0,1.4155550100E10]", json!([85, 85, -1, 14_155_550_100_i64])),
            (
                "[85.5,1e300,9007199254740994.0,18446744073709551615]",
                json!([85.5, 1e300, 9_007_199_254_740_994.0, 18_446_744_073_709_551_615_u64]),
            ),
            (r#"{"text":"a\u0000b\u001f"}"#, json!({ "text": "a\0b\u{1f}" })),
            ("null", Value::Null),
        ] {
            assert_eq!(strictly(json), Ok(expected), "{json}");
        }
    }

    #[test]
    fn malformed_json_is_refused() {
        for json in [
            "",
            "{",
            "{'a':1}",
            "{\"a\":1,}",
            "{\"a\":\"\u{1}\"}",
            "\u{feff}",
            "\u{feff}\u{feff}{}",
            "nonsense",
            "{}}",
            "[1e999]",
        ] {
            assert!(strictly(json).is_err(), "{json:?}");
        }
        assert!(strictly(&"[".repeat(100_000)).is_err());
        let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(value(&utf16, Garbage::Replaced).is_err());
    }

    #[test]
    fn object_is_distinguished_from_a_form() {
        for (body, expected) in
            [("{}", true), ("\u{feff} \n{", true), ("a={}", false), ("[]", false), ("", false)]
        {
            assert_eq!(looks_like_object(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn invalid_utf8_is_refused_or_replaced_as_requested() {
        let json = b"{\"a\":\"caf\xe9\"}";
        assert!(value(json, Garbage::Refused).is_err());
        assert_eq!(value(json, Garbage::Replaced), Ok(json!({ "a": "caf\u{fffd}" })));
    }

    #[test]
    fn type_is_read_despite_duplicates_and_whole_floats() {
        let report = Report { id: "b".to_owned(), level: Some(85) };
        let json = r#"{"id":"a","level":1,"id":"b","level":85.0}"#;
        assert_eq!(read_of(json), Ok(report));
        assert!(read_of::<Report>(r#"{"level":1}"#).unwrap_err().to_string().contains("id"));
        assert!(read_of::<Report>(r#"{"id":"a","level":85.5}"#).is_err());
    }

    proptest! {
        #[test]
        fn strict_json_keeps_its_meaning(texts in prop::collection::btree_map("\\PC{0,8}", "\\PC{0,8}|[\0-\u{20}\\\\\"]{0,5}", 0..6)) {
            let json = serde_json::to_string(&texts).unwrap();
            prop_assert_eq!(read_of::<BTreeMap<String, String>>(&json), Ok(texts));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[\"\\\\{}:,a1.eud8 ]{0,40}") {
            let _ = value(&bytes, Garbage::Replaced);
            if let Ok(strict) = serde_json::from_str::<Value>(&text) {
                let mut expected = strict;
                write_integers(&mut expected);
                prop_assert_eq!(value_of(&text), Ok(expected));
            }
        }

        #[test]
        fn whole_numbers_are_integers_in_any_notation(number in -1_000_000_000_000_i64..1_000_000_000_000) {
            for written in [format!("{number}"), format!("{number}.0"), format!("{number}.00e0"), format!("{number}0e-1")] {
                prop_assert_eq!(value_of(&written).unwrap().as_i64(), Some(number), "{}", written);
            }
        }
    }
}
