//! The contract's test vectors for Vonage, callbacks of both of its APIs, its requests.

mod signatures;

use serde_json::{Value, json};

use super::*;
use crate::{
    InboundSms,
    testing::{Given, credentials, failed, form, request, sms},
};

const URL: &str = "https://sms.example.com/providers/vonage/token";
const NOW_MS: UnixMillis = UnixMillis::new(1_704_067_200_000);
const ID: &str = "0A0000000123ABCD1";
const MD5HASH: &str = "1b3f06740d47cb455ba8e94da659644b";
const MESSAGE: &str = r#"{"channel":"sms","message_uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789ab","to":"14155550199","from":"14155550100","timestamp":"2024-01-01T00:00:00Z","text":"Hi","sms":{"num_messages":"1"},"usage":{"price":"0.1","currency":"EUR"}}"#;
/// Signs `MESSAGE`, issued at `NOW_MS`.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDQwNjcyMDAsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTNmYmU4Y2U1MTFiNSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImQwMGM0ZTU5Y2QwNDBmZmRhMGRmMGM0MWU2ZDY5MTNhMDE1YWFiMTgzYWQ1YzY0NjUwY2FmZDNmYTExNDlhZTAiLCJhcGlfa2V5IjoiYTFiMmMzZCIsImFwcGxpY2F0aW9uX2lkIjoiNzhkMzM1ZmEtMzIzZC0wMTE0LTljM2QtZDZmMGQ0ODk2OGNmIn0.BegLdfVFQzKd3za6zN_qVEn1WzBe_QTY5IkgtEBjyvY";

fn ours() -> Credentials {
    credentials(&[
        ("api_key", "key"),
        ("api_secret", "secret"),
        ("signature_secret", "vonage_secret"),
    ])
}

fn parameters(sig: &str) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = [
        ("msisdn", "14155550100"),
        ("to", "14155550199"),
        ("messageId", ID),
        ("text", "a=b&c"),
        ("type", "text"),
        ("timestamp", "1704067200"),
        ("nonce", "abc123"),
        ("message-timestamp", "2024-01-01 00:00:00"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    all.push(("sig", sig.to_owned()));
    all
}

fn encoded(pairs: &[(&str, String)]) -> String {
    form(&pairs.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}

/// The same callback as GET, form and JSON.
fn spellings(pairs: &[(&str, String)]) -> [Given; 3] {
    let object: serde_json::Map<String, Value> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    [
        Given::get(&format!("{URL}?{}", encoded(pairs))),
        Given::post(URL, encoded(pairs)),
        Given::post(URL, Value::Object(object).to_string()),
    ]
}

fn token() -> Given {
    Given::post(URL, MESSAGE).with("authorization", &format!("Bearer {TOKEN}"))
}

#[test]
fn sms_is_read_in_every_encoding() {
    let expected = InboundSms {
        received_at_ms: Some(NOW_MS),
        ..sms(ID, "14155550100", "14155550199", "a=b&c")
    };
    for given in spellings(&parameters(MD5HASH)) {
        assert_eq!(given.inbound(&Vonage), expected);
    }
    assert_eq!(
        token().inbound(&Vonage),
        InboundSms {
            received_at_ms: Some(NOW_MS),
            ..sms("aaaaaaaa-bbbb-cccc-dddd-0123456789ab", "14155550100", "14155550199", "Hi")
        }
    );
}

#[test]
fn each_part_of_a_long_message_is_a_separate_message() {
    for part in ["1", "2"] {
        let pairs = [
            ("msisdn", "1"),
            ("to", "2"),
            ("messageId", part),
            ("text", part),
            ("type", "text"),
            ("concat", "true"),
            ("concat-ref", "1"),
            ("concat-total", "2"),
            ("concat-part", part),
        ];
        assert_eq!(Given::post(URL, form(&pairs)).inbound(&Vonage), sms(part, "1", "2", part));
    }
    let bytes = form(&[
        ("msisdn", "1"),
        ("to", "2"),
        ("messageId", "3"),
        ("type", "binary"),
        ("data", "48690a"),
    ]);
    assert_eq!(Given::post(URL, bytes).inbound(&Vonage).text, "48690a");
}

#[test]
fn older_and_media_messages_are_read() {
    let older = json!({
        "message_uuid": "u", "to": { "type": "sms", "number": "2" },
        "from": { "type": "sms", "number": "1" }, "timestamp": "2024-01-01T00:00:00.000Z",
        "direction": "inbound", "message": { "content": { "type": "text", "text": "Hi" } }
    });
    let read = Given::post(URL, older.to_string()).inbound(&Vonage);
    assert_eq!(read, InboundSms { received_at_ms: Some(NOW_MS), ..sms("u", "1", "2", "Hi") });
    let picture = json!({
        "channel": "mms", "message_uuid": "u", "to": "2", "from": "1", "message_type": "image",
        "image": { "url": "https://m/1", "name": "1.jpg" }
    });
    assert_eq!(Given::post(URL, picture.to_string()).inbound(&Vonage).text, "https://m/1");
    let elsewhere =
        json!({ "channel": "whatsapp", "message_uuid": "u", "to": "2", "from": "1", "text": "x" });
    assert_eq!(Given::post(URL, elsewhere.to_string()).parse(&Vonage), Ok(vec![]));
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (status, expected) in [
        ("delivered", Delivered),
        ("accepted", Sent),
        ("buffered", Pending),
        ("unknown", Pending),
        ("expired", failed("6")),
        ("failed", failed("6")),
        ("rejected", failed("6")),
    ] {
        let pairs = [
            ("msisdn", "14155550100"),
            ("to", "14155550199"),
            ("network-code", "12345"),
            ("messageId", ID),
            ("price", "0.03"),
            ("status", status),
            ("scts", "2401010000"),
            ("err-code", "6"),
            ("message-timestamp", "2024-01-01 00:00:00"),
        ];
        for given in spellings(&pairs.map(|(name, value)| (name, value.to_owned()))) {
            assert_eq!(given.report(&Vonage), (ID.to_owned(), expected.clone()), "{status}");
        }
    }
    let no_error =
        form(&[("msisdn", "1"), ("messageId", ID), ("status", "rejected"), ("err-code", "0")]);
    assert_eq!(Given::post(URL, no_error).report(&Vonage), (ID.to_owned(), failed("rejected")));
    for (status, expected) in [
        ("submitted", Sent),
        ("delivered", Delivered),
        ("read", Delivered),
        ("rejected", failed("1120")),
        ("undeliverable", failed("1120")),
    ] {
        let body = json!({
            "message_uuid": "u", "to": "2", "from": "1", "timestamp": "2024-01-01T00:00:00Z",
            "status": status, "channel": "sms", "error": { "title": 1120, "detail": "to +14155550100" }
        });
        let report = Given::post(URL, body.to_string()).report(&Vonage);
        assert_eq!(report, ("u".to_owned(), expected), "{status}");
    }
}

#[test]
fn empty_request_is_a_probe_and_a_broken_one_is_malformed() {
    assert_eq!(Given::get(URL).parse(&Vonage), Ok(vec![]));
    assert_eq!(Given::post(URL, "").parse(&Vonage), Ok(vec![]));
    for body in
        ["to=1&text=x", "msisdn=1&text=x", "msisdn=1&status=failed", "{", r#"{"message_uuid":"u"}"#]
    {
        let parsed = Given::post(URL, body).parse(&Vonage);
        assert!(matches!(parsed, Err(Refusal::Malformed(_))), "{body}");
    }
}

#[test]
fn send_request_is_a_form_with_the_credentials() {
    let sent = request(&Vonage, &ours(), Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/sms/json");
    assert_eq!(
        sent.text(),
        "api_key=key&api_secret=secret&from=14155550199&to=14155550100&text=Hi+%26+bye\
         &type=text&client-ref=msg_1&callback=https%3A%2F%2Fus.test%2Fcb"
    );
    assert_eq!(sent.header("authorization"), None);
}

#[test]
fn each_part_of_a_long_message_has_its_own_id() {
    let part = |id: usize| json!({ "to": "1", "message-id": format!("m{id}"), "status": "0" });
    let answer = |count| {
        let parts: Vec<_> = (1..=count).map(part).collect();
        json!({ "message-count": count.to_string(), "messages": parts }).to_string()
    };
    let references = ["m1", "m2", "m3"].map(str::to_owned).into();
    assert_eq!(Vonage.outcome(200, &answer(3)), SendOutcome::AcceptedInParts { references });
    // More ids than a message can have parts are dropped.
    let SendOutcome::AcceptedInParts { references } = Vonage.outcome(200, &answer(1_000)) else {
        panic!("not accepted in parts")
    };
    assert_eq!(references.len(), 64);
}

#[test]
fn message_with_a_refused_or_nameless_part_is_partly_accepted() {
    let part = |id: Option<&str>, status: &str| match id {
        Some(id) => json!({ "message-id": id, "status": status }),
        None => json!({ "status": status }),
    };
    let outcome = |parts: &[Value]| Vonage.outcome(200, &json!({ "messages": parts }).to_string());
    let partly = |ids: &[&str], refused: Option<&str>| SendOutcome::PartlyAccepted {
        references: ids.iter().map(|id| (*id).to_owned()).collect(),
        refused: refused.map(str::to_owned),
    };
    let (first, third) = (part(Some("m1"), "0"), part(Some("m3"), "0"));
    for (parts, expected) in [
        (vec![first.clone(), part(None, "1"), third.clone()], partly(&["m1", "m3"], Some("1"))),
        (vec![part(None, "1"), first.clone()], partly(&["m1"], Some("1"))),
        (vec![first.clone(), part(Some("m2"), "9"), part(None, "1")], partly(&["m1"], Some("9"))),
        (vec![first.clone(), part(None, "0")], partly(&["m1"], None)),
        (vec![first.clone(), part(Some(""), "0"), third], partly(&["m1", "m3"], None)),
        (vec![part(None, "0"), part(None, "1")], partly(&[], Some("1"))),
        // Without any id no report can come.
        (vec![part(None, "0"), part(None, "0")], SendOutcome::Accepted { reference: None }),
        (vec![first.clone(), first], SendOutcome::Accepted { reference: Some("m1".to_owned()) }),
    ] {
        assert_eq!(outcome(&parts), expected, "{parts:?}");
    }
    // If every part was refused, nothing was sent and another route may try.
    let none = outcome(&[part(None, "1"), part(None, "9")]);
    assert!(matches!(none, SendOutcome::Refused { reason, .. } if reason == "1"));
}

#[test]
fn errors_with_status_200_are_refusals() {
    let taken = r#"{"message-count":"1","messages":[{"to":"1","message-id":"m1","status":"0"}]}"#;
    let accepted = SendOutcome::Accepted { reference: Some("m1".to_owned()) };
    assert_eq!(Vonage.outcome(200, taken), accepted);
    let number = r#"{"messages":[{"message-id":"m1","status":0}]}"#;
    assert_eq!(Vonage.outcome(200, number), accepted);
    let body =
        r#"{"message-count":"1","messages":[{"status":"4","error-text":"Bad Credentials"}]}"#;
    let refused = SendOutcome::Refused { reason: "4".to_owned(), answer: Some(body.to_owned()) };
    assert_eq!(Vonage.outcome(200, body), refused);
    assert_eq!(Vonage.outcome(401, body), refused);
    assert_eq!(Vonage.outcome(504, taken), SendOutcome::Unknown { reason: "504".to_owned() });
}
