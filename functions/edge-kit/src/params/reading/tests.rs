use serde::Deserialize;
use serde_json::{Value, json};
use unix_time::UnixMillis;

use super::{
    super::{Params, read},
    ParameterFault,
};

#[derive(Debug, Deserialize, PartialEq)]
struct Everything {
    required: String,
    text: Option<String>,
    #[serde(deserialize_with = "read::search_text")]
    search: Option<String>,
    #[serde(deserialize_with = "read::boolean")]
    flag: Option<bool>,
    #[serde(deserialize_with = "read::integer::<1, 10, _>")]
    level: Option<i64>,
    #[serde(deserialize_with = "read::count")]
    count: Option<u32>,
    #[serde(deserialize_with = "read::texts")]
    list: Option<Vec<String>>,
    #[serde(deserialize_with = "read::time")]
    at: Option<UnixMillis>,
    #[serde(deserialize_with = "read::optional_spelled")]
    number: Option<read::Spelled>,
    object: Option<Value>,
}

fn json_body(body: &Value) -> Params {
    let mut params = Params::default();
    let Value::Object(members) = body.clone() else { return params };
    params.0 = members;
    params
}

fn form(text: &str) -> Params {
    let mut params = Params::default();
    params.add_urlencoded(text.as_bytes()).unwrap();
    params
}

fn fault(body: &Value) -> ParameterFault {
    json_body(body).read::<Everything>().unwrap_err()
}

#[test]
fn values_of_all_types_are_read_from_json() {
    let read: Everything = json_body(&json!({
        "required": 5, "text": "", "search": " x ", "flag": true, "level": 10, "count": 7_000_000_000_i64,
        "list": ["a", 1], "at": "2025-10-19T10:30:00Z", "number": "+1 202", "object": { "a": [1] }, "unknown": {},
    }))
    .read()
    .unwrap();
    assert_eq!(read.required, "5");
    assert_eq!((read.text.as_deref(), read.search.as_deref()), (Some(""), Some("x")));
    assert_eq!((read.flag, read.level, read.count), (Some(true), Some(10), Some(u32::MAX)));
    assert_eq!(read.list, Some(vec!["a".to_owned(), "1".to_owned()]));
    assert_eq!(read.at, Some(UnixMillis::new(1_760_869_800_000)));
    let number = read.number.unwrap();
    assert_eq!((number.text.as_str(), number.may_lack_plus), ("+1 202", false));
    assert_eq!(read.object, Some(json!({ "a": [1] })));
}

#[test]
fn the_same_values_are_read_from_a_form() {
    let text =
        "required=5&flag=1&level=10.0&count=2&list=a,+b&number=+1202&at=2025-10-19T12:30:00+02:00";
    let read: Everything = form(text).read().unwrap();
    assert_eq!((read.flag, read.level, read.count), (Some(true), Some(10), Some(2)));
    assert_eq!(read.list, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(read.at, Some(UnixMillis::new(1_760_869_800_000)));
    assert!(read.number.is_some_and(|number| number.may_lack_plus));
}

#[test]
fn absent_null_and_blank_values_are_none() {
    let blank = "required=&search=+&flag=&level=&count=+&list=&at=";
    for params in [form(blank), json_body(&json!({ "required": "", "flag": null, "object": null }))]
    {
        let read: Everything = params.read().unwrap();
        assert_eq!((read.text, read.search, read.flag, read.level), (None, None, None, None));
        assert_eq!((read.count, read.list, read.at, read.object), (None, None, None, None));
    }
}

#[test]
fn first_fault_in_the_order_of_the_fields_is_reported() {
    let missing = ParameterFault::Missing { name: "required" };
    assert_eq!(fault(&json!({ "level": 11, "text": [] })), missing);
    assert_eq!(fault(&json!({ "required": null })), missing);
    let unreadable = |name| ParameterFault::Unreadable { name };
    assert_eq!(fault(&json!({ "required": [], "text": [] })), unreadable("required"));
    assert_eq!(fault(&json!({ "required": "", "text": {}, "flag": 3 })), unreadable("text"));
}

#[test]
fn unacceptable_values_are_refused_with_what_is_acceptable() {
    let refused = |name, reason: &str| ParameterFault::Refused { name, reason: reason.to_owned() };
    for value in [json!(0), json!(11), json!("x"), json!(1.5), json!([]), json!(true)] {
        let expected = refused("level", "must be between 1 and 10");
        assert_eq!(fault(&json!({ "required": "", "level": value })), expected);
    }
    for value in [json!(1), json!("maybe"), json!([])] {
        let expected = refused("flag", "must be true or false");
        assert_eq!(fault(&json!({ "required": "", "flag": value })), expected);
    }
    for (name, value) in [("count", json!(0)), ("count", json!("x")), ("at", json!("soon"))] {
        let unreadable = ParameterFault::Unreadable { name };
        assert_eq!(fault(&json!({ "required": "", name: value })), unreadable);
    }
}
