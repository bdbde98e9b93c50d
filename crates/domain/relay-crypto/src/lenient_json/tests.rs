use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[test]
fn raw_line_ends_inside_strings_are_kept() {
    let body = "{\n\t\"public_key\": \"-----BEGIN\r\nMIIB\n\",\r\n \"n\": 1}";
    let value: Value = parse_lenient(body.as_bytes(), Garbage::Refused).unwrap();
    assert_eq!(value, json!({ "public_key": "-----BEGIN\r\nMIIB\n", "n": 1 }));
}

#[test]
fn control_characters_are_kept_and_nothing_else_changes() {
    let controls: String = ('\0'..=' ').collect();
    let value: Value =
        parse_lenient(format!("[\"a\\\\\\\"{controls}é\\n\"]").as_bytes(), Garbage::Refused)
            .unwrap();
    assert_eq!(value, json!([format!("a\\\"{controls}é\n")]));
    assert_eq!(escape_control_characters("{\n\"a\\\\\":\n1}\n"), "{\n\"a\\\\\":\n1}\n");
}

#[test]
fn other_invalid_json_stays_invalid() {
    for body in ["", "{", "\"a", "{\"a\":\u{1}1}", "[\"a\\\nb\"]", "\"a\"\"b\n\"", "\"\n"] {
        assert!(parse_lenient::<Value>(body.as_bytes(), Garbage::Refused).is_err(), "{body:?}");
    }
    assert!(parse_lenient::<Value>(b"\"\xff\"", Garbage::Refused).is_err());
    assert!(parse_lenient::<Value>("[".repeat(100_000).as_bytes(), Garbage::Refused).is_err());
}

proptest! {
    #[test]
    fn strict_json_is_unchanged(
        texts in prop::collection::vec("\\PC{0,10}|[\"\\\\\n\t ]{0,10}", 0..5),
    ) {
        for body in [serde_json::to_string(&texts).unwrap(), serde_json::to_string_pretty(&texts).unwrap()] {
            prop_assert_eq!(escape_control_characters(&body), body.as_str());
            prop_assert_eq!(parse_lenient::<Vec<String>>(body.as_bytes(), Garbage::Refused).unwrap(), texts.clone());
        }
    }

    #[test]
    fn any_body_is_parsed_or_refused(
        body in prop::collection::vec(any::<u8>(), 0..60),
        text in "[\"\\\\\n{}:,a1 ]{0,30}",
    ) {
        let _ = parse_lenient::<Value>(&body, Garbage::Refused);
        if let Ok(strict) = serde_json::from_str::<Value>(&text) {
            prop_assert_eq!(parse_lenient::<Value>(text.as_bytes(), Garbage::Refused).unwrap(), strict);
        }
        let once = escape_control_characters(&text);
        prop_assert_eq!(escape_control_characters(&once), once.as_ref());
    }
}
