use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sms {
    id: Option<String>,
    text_message: Option<Text>,
    #[serde(default)]
    phone_numbers: Vec<String>,
    #[serde(default)]
    states: BTreeMap<String, String>,
    sim_number: Option<u8>,
    ttl: Option<i64>,
    with_delivery_report: Option<bool>,
    #[serde(default)]
    priority: i8,
    mode: Option<Mode>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Text {
    text: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Fast,
}

fn read(json: &str) -> Result<Sms, JsonError> {
    read_as_go(json.as_bytes())
}

fn text(text: &str) -> Sms {
    Sms { text_message: Some(Text { text: text.to_owned() }), ..Sms::default() }
}

#[test]
fn names_match_in_any_case_and_the_last_member_counts() {
    for json in [
        r#"{"textMessage":{"text":"x"}}"#,
        r#"{"TextMessage":{"Text":"x"}}"#,
        r#"{"TEXTMESSAGE":{"TEXT":"x"},"unknown":[{}]}"#,
        r#"{"textMessage":{"text":"a"},"TextMessage":{"text":"b","TEXT":"x"}}"#,
        r#"{"TextMessage":{"text":"a"},"textMessage":{"text":"x"}}"#,
        r#"{"textMessage":{"text":"a"},"textMessage":{"text":"x"}}"#,
    ] {
        assert_eq!(read(json), Ok(text("x")), "{json}");
    }
}

#[test]
fn null_is_absent_or_empty() {
    for json in [
        "null",
        "{}",
        r#"{"id":null,"textMessage":null,"phoneNumbers":null,"states":null,"simNumber":null,"priority":null,"mode":null}"#,
        r#"{"id":"x","id":null}"#,
    ] {
        assert_eq!(read(json), Ok(Sms::default()), "{json}");
    }
    assert_eq!(read_as_go::<Vec<Sms>>(b"null"), Ok(vec![]));
    assert_eq!(read_as_go::<Vec<Sms>>(b"[null]"), Ok(vec![Sms::default()]));
    let nulls = Sms { phone_numbers: vec![String::new()], ..Sms::default() };
    assert_eq!(read(r#"{"phoneNumbers":[null]}"#), Ok(nulls));
    // A required member that is null is missing.
    assert!(read(r#"{"textMessage":{"text":null}}"#).is_err());
}

#[test]
fn text_is_repaired_and_whole_floats_are_integers() {
    assert_eq!(read(r#"{"textMessage":{"text":"\ud83d"}}"#), Ok(text("\u{fffd}")));
    assert_eq!(read("\u{feff}{\"textMessage\":{\"text\":\"x\"}}"), Ok(text("x")));
    let garbage = read_as_go::<Sms>(b"{\"textMessage\":{\"text\":\"caf\xe9\"}}");
    assert_eq!(garbage, Ok(text("caf\u{fffd}")));
    let numbers = read(
        r#"{"simNumber":2.0,"ttl":8.5e1,"priority":-1.0,"withDeliveryReport":false,"mode":"fast"}"#,
    );
    let expected = Sms {
        sim_number: Some(2),
        ttl: Some(85),
        priority: -1,
        with_delivery_report: Some(false),
        mode: Some(Mode::Fast),
        ..Sms::default()
    };
    assert_eq!(numbers, Ok(expected));
}

#[test]
fn values_of_the_wrong_shape_are_refused() {
    for json in [
        "[]",
        "7",
        "\"x\"",
        "{",
        "",
        r#"{"id":7}"#,
        r#"{"phoneNumbers":"x"}"#,
        r#"{"phoneNumbers":{}}"#,
        r#"{"phoneNumbers":[7]}"#,
        r#"{"states":[]}"#,
        r#"{"states":{"a":1}}"#,
        r#"{"textMessage":"x"}"#,
        r#"{"textMessage":[]}"#,
        r#"{"simNumber":2.5}"#,
        r#"{"simNumber":256}"#,
        r#"{"simNumber":-1}"#,
        r#"{"simNumber":"2"}"#,
        r#"{"withDeliveryReport":1}"#,
        r#"{"mode":"slow"}"#,
        r#"{"mode":{"fast":1}}"#,
    ] {
        assert!(read(json).is_err(), "{json}");
    }
    assert!(read(&"[".repeat(100_000)).is_err());
    assert_eq!(read("[]").unwrap_err().to_string(), "cannot read an array as an object");
}

#[test]
fn map_keeps_the_case_of_its_names() {
    let read = read(r#"{"states":{"Sent":"1","sent":"2","Sent":"3"}}"#).unwrap();
    let expected =
        [("Sent", "3"), ("sent", "2")].map(|(name, at)| (name.to_owned(), at.to_owned()));
    assert_eq!(read.states, BTreeMap::from(expected));
}

proptest! {
    #[test]
    fn valid_json_is_read_unchanged(texts in prop::collection::btree_map("[a-z]{0,3}", "\\PC{0,5}", 0..4), number: i64, truth: bool) {
        let value = serde_json::json!({ "texts": texts, "list": [number, truth, null_or(truth), 0.5] });
        let read: Value = read_as_go(value.to_string().as_bytes()).unwrap();
        prop_assert_eq!(read, value);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60), text in "[\"\\\\{}:,a1.eud8 ]{0,40}") {
        let _ = read_as_go::<Sms>(&bytes);
        let _ = read(&text);
        let _ = read_as_go::<Vec<Sms>>(text.as_bytes());
    }
}

fn null_or(truth: bool) -> Value {
    if truth { Value::Null } else { Value::from("x") }
}
