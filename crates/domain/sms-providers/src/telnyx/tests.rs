//! The contract's test vector for Telnyx, its events, its requests.

use proptest::prelude::*;

use super::*;
use crate::{
    InboundSms,
    testing::{Given, credentials, failed, request, sms},
};

const URL: &str = "https://sms.example.com/providers/telnyx/token";
const NOW_MS: UnixMillis = UnixMillis::new(1_704_067_200_000);
const SIGNATURE: &str =
    "9wEQOl/4q8st0wBo9V3JzXtsixm0ew85rxDlW09HpeRsStG5ENf+6/kEnH7e+zMF4dDNYNBB2KNtt/UfkTgPCw==";

fn ours() -> Credentials {
    credentials(&[
        ("api_key", "KEY"),
        ("public_key", "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="),
    ])
}

fn signed() -> Given {
    Given::post(URL, r#"{"data":{"event_type":"message.received"}}"#)
        .with("telnyx-signature-ed25519", SIGNATURE)
        .with("telnyx-timestamp", "1704067200")
}

fn verify(given: &Given) -> Result<(), Refusal> {
    given.verify(&Telnyx, &ours(), NOW_MS)
}

fn event(kind: &str, payload: &Value) -> Given {
    let data =
        json!({ "record_type": "event", "id": "event-1", "event_type": kind, "payload": payload });
    Given::post(URL, json!({ "data": data, "meta": { "attempt": 1 } }).to_string())
}

fn received() -> Value {
    json!({
        "direction": "inbound", "id": "msg-1", "type": "SMS",
        "from": { "phone_number": "+14155550100", "carrier": "T", "line_type": "Wireless" },
        "to": [{ "phone_number": "+14155550199", "status": "webhook_delivered" }],
        "cc": [], "text": "Hi", "media": [], "parts": 1,
        "received_at": "2024-01-01T00:00:00.000+00:00"
    })
}

#[test]
fn contract_vector_verifies() {
    assert_eq!(verify(&signed()), Ok(()));
}

#[test]
fn signature_is_valid_for_five_minutes() {
    for (now_ms, expected) in [
        (NOW_MS + 300_000, Ok(())),
        (NOW_MS + 300_001, Err(Refusal::Stale)),
        (NOW_MS - 300_001, Err(Refusal::Stale)),
    ] {
        assert_eq!(signed().verify(&Telnyx, &ours(), now_ms), expected);
    }
}

#[test]
fn callback_without_a_valid_signature_is_refused() {
    for missing in ["telnyx-signature-ed25519", "telnyx-timestamp"] {
        assert_eq!(verify(&signed().without(missing)), Err(Refusal::Unsigned));
    }
    let short = SIGNATURE.get(..84).unwrap();
    for (name, value) in [
        ("telnyx-timestamp", "1704067201"),
        ("telnyx-timestamp", "+1704067200"),
        ("telnyx-signature-ed25519", "?"),
        ("telnyx-signature-ed25519", short),
        ("telnyx-signature-ed25519", "AAAA"),
    ] {
        assert_eq!(verify(&signed().with(name, value)), Err(Refusal::BadSignature), "{value}");
    }
    for key in ["AAAA", "not base64", "7kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="] {
        let other = credentials(&[("public_key", key)]);
        assert_eq!(signed().verify(&Telnyx, &other, NOW_MS), Err(Refusal::BadSignature));
    }
    assert!(Telnyx.can_verify(&ours()) && !Telnyx.can_verify(&credentials(&[("api_key", "K")])));
}

#[test]
fn sms_is_read() {
    let expected = InboundSms {
        received_at_ms: Some(NOW_MS),
        ..sms("msg-1", "+14155550100", "+14155550199", "Hi")
    };
    assert_eq!(event("message.received", &received()).inbound(&Telnyx), expected);
}

#[test]
fn attachments_become_lines_and_our_number_of_a_group_is_found() {
    let mut group = received();
    group["text"] = Value::Null;
    group["media"] = json!([{ "url": "https://m/1" }, { "url": "https://m/2" }]);
    group["to"] = json!([
        { "phone_number": "+14155550111", "status": "unknown" },
        { "phone_number": "+14155550199", "status": "webhook_delivered" }
    ]);
    let sms = event("message.received", &group).inbound(&Telnyx);
    assert_eq!((sms.to.as_str(), sms.text.as_str()), ("+14155550199", "https://m/1\nhttps://m/2"));
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (kind, status, expected) in [
        ("message.sent", "scheduled", Pending),
        ("message.sent", "queued", Pending),
        ("message.sent", "sending", Pending),
        ("message.sent", "sent", Sent),
        ("message.finalized", "delivered", Delivered),
        ("message.finalized", "sending_failed", failed("40300")),
        ("message.finalized", "delivery_failed", failed("40300")),
        ("message.finalized", "delivery_unconfirmed", Sent),
        ("message.finalized", "expired", failed("40300")),
        ("message.finalized", "cancelled", failed("40300")),
        ("message.read", "read", Delivered),
    ] {
        let errors = json!([{ "code": "40300", "title": "+14155550100 is blocked" }]);
        let to = json!([{ "phone_number": "+14155550100", "status": status }]);
        let report = event(kind, &json!({ "id": "msg-2", "to": to, "errors": errors }));
        assert_eq!(report.report(&Telnyx), ("msg-2".to_owned(), expected), "{status}");
    }
}

#[test]
fn other_events_are_ignored_and_broken_ones_are_malformed() {
    assert_eq!(event("call.answered", &json!({})).parse(&Telnyx), Ok(vec![]));
    for given in [
        event("message.received", &json!({ "id": "1" })),
        event("message.finalized", &json!({})),
        Given::post(URL, "{}"),
        Given::post(URL, "no JSON"),
    ] {
        assert!(matches!(given.parse(&Telnyx), Err(Refusal::Malformed(_))));
    }
}

#[test]
fn send_request_is_json_with_a_bearer_token() {
    let sent = request(&Telnyx, &ours(), Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/v2/messages");
    assert_eq!(sent.header("authorization"), Some("Bearer KEY"));
    let body = json!({
        "from": "+14155550199", "to": "+14155550100", "text": "Hi & bye",
        "webhook_url": "https://us.test/cb"
    });
    assert_eq!(sent.json(), body);
    let profiled = credentials(&[("api_key", "KEY"), ("messaging_profile_id", "profile")]);
    let sent = request(&Telnyx, &profiled, None).json();
    assert_eq!(sent["messaging_profile_id"], "profile");
    assert_eq!(sent.get("webhook_url"), None);
}

#[test]
fn answers_are_read() {
    let accepted = Telnyx.outcome(200, r#"{"data":{"id":"m1","to":[{"status":"queued"}]}}"#);
    assert_eq!(accepted, SendOutcome::Accepted { reference: Some("m1".to_owned()) });
    let body = r#"{"errors":[{"code":"10009","title":"Authentication failed"}]}"#;
    let refused =
        SendOutcome::Refused { reason: "10009".to_owned(), answer: Some(body.to_owned()) };
    assert_eq!(Telnyx.outcome(401, body), refused);
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at: prop::sample::Index, byte: u8) {
        let mut given = signed();
        let at = at.index(given.body.len());
        given.body[at] = byte;
        prop_assert_eq!(verify(&given).is_ok(), given.body == signed().body);
    }

    #[test]
    fn any_changed_header_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9+/=]") {
        for (name, value) in [("telnyx-signature-ed25519", SIGNATURE), ("telnyx-timestamp", "1704067200")] {
            let at = at.index(value.len());
            let mut changed = value.to_owned();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(verify(&signed().with(name, &changed)).is_ok(), changed == value);
        }
    }
}
