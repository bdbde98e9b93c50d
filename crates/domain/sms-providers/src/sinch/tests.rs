//! The contract's test vector for Sinch, its events, its requests.

use proptest::prelude::*;

use super::*;
use crate::{
    InboundSms,
    testing::{Given, credentials, failed, request, sms},
};

const URL: &str = "https://sms.example.com/providers/sinch/token";
const NOW_MS: UnixMillis = UnixMillis::new(1_634_579_353_000);
const BODY: &str = r#"{"body":"Hi","from":"14155550100","id":"01FC66621XXXXX119Z8PMV1QPA","received_at":"2024-01-01T00:00:00.000Z","to":"14155550199","type":"mo_text"}"#;
const NONCE: &str = "01FJA8B4A7BM43YGWSG9GBV067";
const SIGNATURE: &str = "ySk6I4/nghVsthkIte3B7QsavClQqfEbtLRqjXO874Y=";

fn ours() -> Credentials {
    credentials(&[
        ("service_plan_id", "plan/1"),
        ("api_token", "token"),
        ("webhook_secret", "sinch_secret"),
    ])
}

fn signed() -> Given {
    Given::post(URL, BODY)
        .with("x-sinch-webhook-signature", SIGNATURE)
        .with("x-sinch-webhook-signature-nonce", NONCE)
        .with("x-sinch-webhook-signature-timestamp", "1634579353")
}

fn verify(given: &Given) -> Result<(), Refusal> {
    given.verify(&Sinch, &ours(), NOW_MS)
}

fn event(body: &Value) -> Given {
    Given::post(URL, body.to_string())
}

#[test]
fn contract_vector_verifies() {
    assert_eq!(verify(&signed()), Ok(()));
    let named = signed().with("x-sinch-webhook-signature-algorithm", "HmacSHA256");
    assert_eq!(verify(&named), Ok(()));
}

#[test]
fn callback_without_a_valid_recent_signature_is_refused() {
    for name in ["", "-nonce", "-timestamp"] {
        let given = signed().without(&format!("x-sinch-webhook-signature{name}"));
        assert_eq!(verify(&given), Err(Refusal::Unsigned));
    }
    for (name, value) in [("-nonce", "01"), ("-timestamp", "1634579354"), ("-algorithm", "none")] {
        let given = signed().with(&format!("x-sinch-webhook-signature{name}"), value);
        assert_eq!(verify(&given), Err(Refusal::BadSignature));
    }
    let verify_at = |now_ms| signed().verify(&Sinch, &ours(), now_ms);
    assert_eq!(verify_at(NOW_MS + 300_000), Ok(()));
    assert_eq!(verify_at(NOW_MS + 300_001), Err(Refusal::Stale));
    assert_eq!(verify_at(NOW_MS - 300_001), Err(Refusal::Stale));
    assert!(
        !Sinch.can_verify(&credentials(&[("api_token", "token")])) && Sinch.can_verify(&ours())
    );
}

#[test]
fn sms_is_read() {
    let expected = InboundSms {
        received_at_ms: Some(UnixMillis::new(1_704_067_200_000)),
        ..sms("01FC66621XXXXX119Z8PMV1QPA", "14155550100", "14155550199", "Hi")
    };
    assert_eq!(signed().inbound(&Sinch), expected);
}

#[test]
fn pictures_become_lines_of_the_text_and_binary_stays_base64() {
    let picture = json!({
        "type": "mo_media", "id": "1", "from": "1", "to": "2",
        "body": { "subject": "s", "message": "Look", "media": [{ "url": "https://m/1" }] }
    });
    assert_eq!(event(&picture).inbound(&Sinch).text, "s\nLook\nhttps://m/1");
    let bytes = json!({ "type": "mo_binary", "id": "1", "from": "1", "to": "2", "body": "AAEC", "udh": "00" });
    assert_eq!(event(&bytes).inbound(&Sinch).text, "AAEC");
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (status, expected) in [
        ("Queued", Pending),
        ("Dispatched", Sent),
        ("Delivered", Delivered),
        ("Unknown", Pending),
        ("Aborted", failed("402")),
        ("Cancelled", failed("402")),
        ("Rejected", failed("402")),
        ("Deleted", failed("402")),
        ("Failed", failed("402")),
        ("Expired", failed("402")),
    ] {
        let expected = ("batch".to_owned(), expected);
        let single = json!({
            "type": "recipient_delivery_report_sms", "batch_id": "batch", "code": 402,
            "recipient": "14155550100", "status": status, "at": "2024-01-01T00:00:00.000Z"
        });
        assert_eq!(event(&single).report(&Sinch), expected, "{status}");
        let summary = json!({
            "type": "delivery_report_sms", "batch_id": "batch", "total_message_count": 1,
            "statuses": [{ "code": 402, "count": 1, "status": status }]
        });
        assert_eq!(event(&summary).report(&Sinch), expected, "{status}");
    }
}

#[test]
fn other_events_are_ignored_and_broken_ones_are_malformed() {
    assert_eq!(event(&json!({ "type": "opt_in" })).parse(&Sinch), Ok(vec![]));
    for body in [
        json!({ "type": "mo_text", "from": "1" }),
        json!({ "type": "delivery_report_sms" }),
        json!({ "from": "1", "to": "2", "body": "x" }),
        json!(7),
    ] {
        assert!(matches!(event(&body).parse(&Sinch), Err(Refusal::Malformed(_))), "{body}");
    }
}

#[test]
fn send_request_is_a_batch_of_one() {
    let sent = request(&Sinch, &ours(), Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/xms/v1/plan%2F1/batches");
    assert_eq!(sent.header("authorization"), Some("Bearer token"));
    let body = json!({
        "from": "14155550199", "to": ["14155550100"], "body": "Hi & bye",
        "delivery_report": "per_recipient", "client_reference": "msg_1",
        "callback_url": "https://us.test/cb"
    });
    assert_eq!(sent.json(), body);
    assert_eq!(request(&Sinch, &ours(), None).json().get("callback_url"), None);
}

#[test]
fn region_changes_only_the_vendors_default_url() {
    assert_eq!(regional(DEFAULT_BASE_URL, Some("EU")), "https://eu.sms.api.sinch.com");
    for region in [None, Some("e"), Some("evil.test/"), Some("europe")] {
        assert_eq!(regional(DEFAULT_BASE_URL, region), DEFAULT_BASE_URL);
    }
    assert_eq!(regional("http://127.0.0.1:9", Some("eu")), "http://127.0.0.1:9");
}

#[test]
fn answers_are_read() {
    let accepted = Sinch.outcome(201, r#"{"id":"01FC66621XXXXX119Z8PMV1QPB"}"#);
    let id = "01FC66621XXXXX119Z8PMV1QPB".to_owned();
    assert_eq!(accepted, SendOutcome::Accepted { reference: Some(id) });
    let body = r#"{"code":"syntax_invalid_parameter_format","text":"…"}"#;
    let refused = SendOutcome::Refused {
        reason: "syntax_invalid_parameter_format".to_owned(),
        answer: Some(body.to_owned()),
    };
    assert_eq!(Sinch.outcome(400, body), refused);
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at: prop::sample::Index, byte: u8) {
        let mut given = signed();
        let at = at.index(given.body.len());
        given.body[at] = byte;
        prop_assert_eq!(verify(&given).is_ok(), given.body == BODY.as_bytes());
    }

    #[test]
    fn any_changed_header_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9+/=]") {
        for (name, value) in [("", SIGNATURE), ("-nonce", NONCE), ("-timestamp", "1634579353")] {
            let at = at.index(value.len());
            let mut changed = value.to_owned();
            changed.replace_range(at..=at, &to);
            let given = signed().with(&format!("x-sinch-webhook-signature{name}"), &changed);
            prop_assert_eq!(verify(&given).is_ok(), changed == value);
        }
    }
}
