//! Bandwidth's events, its credentials, its requests.

use proptest::prelude::*;

use super::*;
use crate::{
    InboundSms,
    testing::{Given, credentials, failed, request, sms},
};

const URL: &str = "https://sms.example.com/providers/bandwidth/token";
/// `hook:hush`
const AUTHORIZATION: &str = "Basic aG9vazpodXNo";

fn ours() -> Credentials {
    credentials(&[
        ("account_id", "5500001"),
        ("application_id", "app"),
        ("username", "user"),
        ("password", "secret"),
        ("callback_username", "hook"),
        ("callback_password", "hush"),
    ])
}

fn verify(given: &Given) -> Result<(), Refusal> {
    given.verify(&Bandwidth, &ours(), UnixMillis::EPOCH)
}

fn events(events: &Value) -> Given {
    Given::post(URL, events.to_string()).with("authorization", AUTHORIZATION)
}

fn received() -> Value {
    json!({
        "type": "message-received", "time": "2024-01-01T00:00:01.000Z",
        "description": "Incoming message received", "to": "+14155550199",
        "message": {
            "id": "14762070468292kw2fuqty55yp2b2", "owner": "+14155550199",
            "applicationId": "app", "time": "2024-01-01T00:00:00.000Z", "segmentCount": 1,
            "direction": "in", "to": ["+14155550111", "+14155550199"], "from": "+14155550100",
            "text": "Hi"
        }
    })
}

#[test]
fn callbacks_need_the_applications_credentials() {
    let given = events(&json!([received()]));
    assert_eq!(verify(&given), Ok(()));
    assert_eq!(verify(&given.clone().without("authorization")), Err(Refusal::Unsigned));
    for other in ["Basic aG9vazpodXNj", "Bearer aG9vazpodXNo", "Basic"] {
        let given = given.clone().with("authorization", other);
        assert_eq!(verify(&given), Err(Refusal::BadSignature), "{other}");
    }
    assert!(Bandwidth.can_verify(&ours()));
    assert!(!Bandwidth.can_verify(&credentials(&[("callback_username", "hook")])));
}

#[test]
fn sms_is_read_from_an_array_or_a_single_object() {
    let expected = InboundSms {
        received_at_ms: Some(UnixMillis::new(1_704_067_200_000)),
        ..sms("14762070468292kw2fuqty55yp2b2", "+14155550100", "+14155550199", "Hi")
    };
    assert_eq!(events(&json!([received()])).inbound(&Bandwidth), expected);
    assert_eq!(events(&received()).inbound(&Bandwidth), expected);
}

#[test]
fn attachments_become_lines_of_the_text() {
    let mut picture = received();
    picture["message"]["text"] = json!("");
    picture["message"]["media"] =
        json!(["https://m/0.smil", "https://m/1.png", "https://m/a.smiley.png"]);
    let lines = "https://m/1.png\nhttps://m/a.smiley.png";
    assert_eq!(events(&json!([picture])).inbound(&Bandwidth).text, lines);
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (kind, expected) in [
        ("message-sending", Pending),
        ("message-sent", Sent),
        ("message-delivered", Delivered),
        ("message-read", Delivered),
        ("message-failed", failed("4405")),
    ] {
        let event = json!([{ "type": kind, "message": { "id": "m1" }, "errorCode": 4405 }]);
        assert_eq!(events(&event).report(&Bandwidth), ("m1".to_owned(), expected), "{kind}");
    }
}

#[test]
fn several_events_are_read_unknown_ones_skipped_and_too_many_refused() {
    let sent = json!({ "type": "message-sent", "message": { "id": "m1" } });
    let other = json!({ "type": "suggestion-response", "message": { "id": "m1" } });
    let parsed = events(&json!([received(), other, sent])).parse(&Bandwidth).unwrap();
    assert_eq!(parsed.len(), 2);
    assert_eq!(events(&json!([])).parse(&Bandwidth), Ok(vec![]));
    let many = events(&json!(vec![sent; 101])).parse(&Bandwidth);
    assert_eq!(many, Err(Refusal::Malformed("there are too many events")));
}

#[test]
fn broken_event_does_not_lose_those_beside_it() {
    let broken = json!({ "type": "message-received" });
    for list in [
        json!([received(), broken]),
        json!([broken, received()]),
        json!([7, received(), {}, { "type": "message-failed" }]),
    ] {
        let parsed = events(&list).parse(&Bandwidth).unwrap();
        assert!(matches!(parsed.as_slice(), [CallbackEvent::Inbound(_)]), "{parsed:?}");
    }
}

#[test]
fn broken_callbacks_are_malformed() {
    for body in [
        json!([{ "type": "message-received" }, { "type": "message-failed" }]),
        json!([{ "type": "message-received", "message": {} }]),
        json!([{ "type": "message-failed" }]),
        json!([{}]),
        json!("x"),
    ] {
        assert!(matches!(events(&body).parse(&Bandwidth), Err(Refusal::Malformed(_))), "{body}");
    }
}

#[test]
fn send_request_names_the_application() {
    let sent = request(&Bandwidth, &ours(), Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/api/v2/users/5500001/messages");
    assert_eq!(sent.header("authorization"), Some(basic("user", "secret").as_str()));
    let body = json!({
        "applicationId": "app", "from": "+14155550199", "to": ["+14155550100"],
        "text": "Hi & bye", "tag": "msg_1"
    });
    assert_eq!(sent.json(), body);
}

#[test]
fn answers_are_read() {
    let accepted = Bandwidth.outcome(202, r#"{"id":"m1","segmentCount":1}"#);
    assert_eq!(accepted, SendOutcome::Accepted { reference: Some("m1".to_owned()) });
    let body = r#"{"type":"request-validation","description":"…"}"#;
    let refused = SendOutcome::Refused {
        reason: "request-validation".to_owned(),
        answer: Some(body.to_owned()),
    };
    assert_eq!(Bandwidth.outcome(400, body), refused);
}

proptest! {
    #[test]
    fn any_changed_character_of_the_credentials_is_refused(at: prop::sample::Index, to in "[ -~]") {
        let at = at.index(AUTHORIZATION.len());
        let mut changed = AUTHORIZATION.to_owned();
        changed.replace_range(at..=at, &to);
        let given = events(&json!([])).with("authorization", &changed);
        prop_assert_eq!(verify(&given).is_ok(), changed == AUTHORIZATION);
    }
}
