//! Flowroute's callbacks in every version, and its requests.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    InboundSms, ProviderKind, of,
    testing::{Given, credentials, failed, request, sms},
};

const URL: &str = "https://sms.example.com/providers/flowroute/token";

fn ours() -> Credentials {
    credentials(&[("access_key", "12345678"), ("secret_key", "secret")])
}

fn given(body: &Value) -> Given {
    Given::post(URL, body.to_string())
}

/// A message as version 2.1 sends it.
fn message() -> Value {
    json!({
        "data": {
            "id": "mdr2-39cadeace66e11e7aff806cd7f24ba2d",
            "type": "message",
            "attributes": {
                "to": "14155550199", "from": "14155550100", "body": "Hi", "direction": "inbound",
                "is_mms": false, "message_type": "longcode", "message_encoding": 0,
                "status": "delivered", "timestamp": "2024-01-01T00:00:00.00Z",
                "amount_display": "$0.0040", "amount_nanodollars": 4_000_000,
                "delivery_receipts": [], "message_callback_url": URL
            }
        },
        "included": []
    })
}

fn receipt(status: &str, code: &Value) -> Value {
    json!({ "data": {
        "type": "delivery_receipt",
        "id": "mdr2-1",
        "attributes": {
            "body": "Hi", "level": 2, "status": status, "status_code": code,
            "status_code_description": "…", "timestamp": "2024-01-01T00:00:00Z"
        },
        "links": { "related": "https://api.flowroute.com/v2.1/messages/mdr2-1" }
    }})
}

#[test]
fn version_2_is_flat() {
    let body = json!({ "to": "14155550199", "from": "14155550100", "body": "Hi", "id": "mdr1-ab" });
    let expected = sms("mdr1-ab", "14155550100", "14155550199", "Hi");
    assert_eq!(given(&body).inbound(&Flowroute), expected);
    let numbers = json!({ "to": 14_155_550_199_u64, "from": 14_155_550_100_u64, "body": "Hi" });
    assert_eq!(given(&numbers).inbound(&Flowroute), InboundSms { reference: None, ..expected });
}

#[test]
fn version_2_1_is_nested() {
    let id = "mdr2-39cadeace66e11e7aff806cd7f24ba2d";
    let expected = InboundSms {
        received_at_ms: Some(UnixMillis::new(1_704_067_200_000)),
        ..sms(id, "14155550100", "14155550199", "Hi")
    };
    assert_eq!(given(&message()).inbound(&Flowroute), expected);
}

#[test]
fn pictures_become_lines_of_the_text() {
    let mut picture = message();
    picture["data"]["attributes"]["is_mms"] = json!(true);
    picture["data"]["attributes"]["body"] = Value::Null;
    picture["data"]["relationships"] =
        json!({ "media": { "data": [{ "type": "media", "id": "1" }] } });
    picture["included"] = json!([
        { "type": "media", "id": "1", "attributes": { "url": "https://m/1.jpg" } },
        { "type": "media", "id": "2", "links": { "self": "https://m/2.jpg" } },
        { "type": "media", "id": "3" }
    ]);
    assert_eq!(given(&picture).inbound(&Flowroute).text, "https://m/1.jpg\nhttps://m/2.jpg");
    picture["data"]["attributes"]["body"] = json!("Look");
    assert_eq!(given(&picture).inbound(&Flowroute).text, "Look\nhttps://m/1.jpg\nhttps://m/2.jpg");
    picture["included"] = json!([]);
    picture["data"]["attributes"]["body"] = Value::Null;
    assert_eq!(given(&picture).inbound(&Flowroute).text, "");
}

#[test]
fn outbound_copies_are_not_inbound_messages() {
    let mut copy = message();
    copy["data"]["attributes"]["direction"] = json!("outbound");
    assert_eq!(given(&copy).parse(&Flowroute), Ok(vec![]));
    assert_eq!(given(&json!({ "data": { "type": "port_order" } })).parse(&Flowroute), Ok(vec![]));
}

#[test]
fn every_receipt_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (status, code, expected) in [
        ("smsc submit", json!("0"), Sent),
        ("message buffered", json!(1003), Pending),
        ("delivered", json!("1000"), Delivered),
        ("undelivered", json!("1002"), failed("1002")),
        ("smsc reject", Value::Null, failed("smsc_reject")),
        ("Delivery Failure", json!(17), failed("17")),
    ] {
        let report = given(&receipt(status, &code)).report(&Flowroute);
        assert_eq!(report, ("mdr2-1".to_owned(), expected), "{status}");
    }
}

#[test]
fn callback_without_a_required_field_is_malformed() {
    for body in [
        json!({ "to": "1", "from": "2" }),
        json!({ "to": "1", "from": "2", "body": null }),
        json!({ "to": "1", "body": "x" }),
        json!({ "to": "", "from": "2", "body": "x" }),
        json!({ "to": ["1"], "from": "2", "body": "x" }),
        json!({ "to": "1".repeat(65), "from": "2", "body": "x" }),
        json!({ "to": "1", "from": "2", "body": "x", "id": "i".repeat(257) }),
        json!({ "data": {} }),
        json!({ "data": { "type": "delivery_receipt" } }),
        json!([]),
        json!("x"),
    ] {
        let parsed = given(&body).parse(&Flowroute);
        assert!(matches!(parsed, Err(Refusal::Malformed(_))), "{body}");
    }
    let long = format!(r#"{{"to":"1","from":"2","body":"{}"}}"#, "x".repeat(256 * 1024));
    let too_long = Err(Refusal::Malformed("the body is too long"));
    assert_eq!(Given::post(URL, long).parse(&Flowroute), too_long);
}

#[test]
fn callbacks_are_unsigned() {
    assert!(!Flowroute.can_verify(&ours()));
    assert_eq!(
        given(&message()).verify(&Flowroute, &ours(), UnixMillis::EPOCH),
        Err(Refusal::Unsigned)
    );
}

#[test]
fn send_request_matches_the_vendors_client() {
    let sent = request(&Flowroute, &ours(), Some("https://us.test/cb"));
    assert_eq!((sent.method, sent.url.as_str()), ("POST", "https://api.test/v2/messages"));
    let body = json!({ "to": "14155550100", "from": "14155550199", "content": "Hi & bye" });
    assert_eq!(sent.json(), body);
    assert_eq!(sent.header("authorization"), Some("Basic MTIzNDU2Nzg6c2VjcmV0"));
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(sent.header("user-agent"), Some("Flowroute Messaging SDK 1.0"));
}

#[test]
fn version_2_1_can_be_selected_and_takes_a_callback_url() {
    let newer = credentials(&[("access_key", "a"), ("secret_key", "b"), ("api_version", "v2.1")]);
    let sent = request(&Flowroute, &newer, Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/v2.1/messages");
    let attributes = json!({
        "to": "14155550100", "from": "14155550199", "body": "Hi & bye",
        "dlr_callback": "https://us.test/cb"
    });
    assert_eq!(sent.json(), json!({ "data": { "type": "message", "attributes": attributes } }));
    let quiet = request(&Flowroute, &newer, None).json();
    assert_eq!(quiet.pointer("/data/attributes/dlr_callback"), None);
}

#[test]
fn answers_are_read() {
    for (status, body, id) in [
        (200, r#"{"data":{"id":"mdr1-ab"}}"#, "mdr1-ab"),
        (202, r#"{"data":{"id":"mdr2-ab","type":"message","links":{"self":"…"}}}"#, "mdr2-ab"),
    ] {
        let accepted = SendOutcome::Accepted { reference: Some(id.to_owned()) };
        assert_eq!(Flowroute.outcome(status, body), accepted);
    }
    let body = r#"{"errors":[{"status":"401","detail":"no"}]}"#;
    let refused = SendOutcome::Refused { reason: "401".to_owned(), answer: Some(body.to_owned()) };
    assert_eq!(Flowroute.outcome(401, body), refused);
}

proptest! {
    #[test]
    fn arbitrary_callbacks_never_panic(
        kind in prop::sample::select(&ProviderKind::ALL[..]),
        get: bool,
        body in prop::collection::vec(any::<u8>(), 0..200),
        query in "\\PC{0,60}|[A-Za-z=&%0-9]{0,60}",
    ) {
        let given = Given::post(&format!("{URL}?{query}"), body);
        let given = if get { Given { method: "GET", ..given } } else { given };
        let _ = given.parse(of(kind));
    }
}
