//! MessageBird's own reference tokens, its former signatures, its callbacks and requests.

use jwt_simple::prelude::{HS256Key, JWTClaims, MACLike, UnixTimeStamp};
use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::{
    InboundSms,
    digest::sha256_hex,
    jwt::Covered,
    testing::{Given, credentials, failed, form, request, sms},
};

/// Valid and invalid tokens at one moment, from the vendor's client for Node, version 4.0.1 (BSD 2-Clause).
const REFERENCE: &str = include_str!("reference.json");
const REFERENCE_MS: UnixMillis = UnixMillis::new(1_625_479_200_000);
const URL: &str = "https://sms.example.com/providers/messagebird/token";
/// From the vendor's client for Ruby.
const FORMER_KEY: &str = "PlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd";
const FORMER_SIGNATURE: &str = "KVBdcVdz2lYMwcBLZCRITgxUfA/WkwSi+T3Wxl2HL6w=";
const FORMER_MS: UnixMillis = UnixMillis::new(1_547_198_231_000);

#[derive(Deserialize)]
struct Case {
    name: String,
    secret: Option<String>,
    url: String,
    payload: Option<String>,
    token: String,
    valid: bool,
}

impl Case {
    fn given(&self) -> Given {
        Given::post(&self.url, self.payload.clone().unwrap_or_default())
            .with("messagebird-signature-jwt", &self.token)
    }

    fn credentials(&self) -> Credentials {
        credentials(&[("signing_key", self.secret.as_deref().unwrap_or("no key at all"))])
    }
}

fn reference() -> Vec<Case> {
    serde_json::from_str(REFERENCE).unwrap()
}

/// The reference case with both a body and a query.
fn whole() -> Case {
    let name = "Valid JWT with URL parameters and payload";
    reference().into_iter().find(|case| case.name == name).unwrap()
}

fn former() -> Given {
    let query = form(&[
        ("recipient", "31612345678"),
        ("reference", "FOO"),
        ("statusDatetime", "2019-01-11T09:17:11+00:00"),
        ("id", "eef0ab57a9e049be946f3821568c2b2e"),
        ("status", "delivered"),
        ("mccmnc", "20408"),
        ("ported", "1"),
    ]);
    Given::get(&format!("{URL}?{query}"))
        .with("messagebird-signature", FORMER_SIGNATURE)
        .with("messagebird-request-timestamp", "1547198231")
}

fn verify_former(given: &Given) -> Result<(), Refusal> {
    given.verify(&MessageBird, &credentials(&[("signing_key", FORMER_KEY)]), FORMER_MS)
}

#[test]
fn vendors_reference_tokens_verify_as_stated() {
    let cases = reference();
    assert!(
        cases.len() > 12 && cases.iter().any(|case| case.token.starts_with("eyJhbGciOiJIUzUxMiI"))
    );
    for case in cases {
        let verified = case.given().verify(&MessageBird, &case.credentials(), REFERENCE_MS);
        assert_eq!(verified.is_ok(), case.valid, "{}: {verified:?}", case.name);
    }
}

#[test]
fn token_needs_the_vendors_issuer_and_all_claims() {
    let secs = |secs| Some(UnixTimeStamp::from_secs(secs));
    let whole = || JWTClaims {
        issued_at: None,
        expires_at: secs(1_625_479_260),
        invalid_before: secs(1_625_479_200),
        issuer: Some("MessageBird".to_owned()),
        subject: None,
        audiences: None,
        jwt_id: Some("id".to_owned()),
        nonce: None,
        custom: Covered { url_hash: Some(sha256_hex(URL.as_bytes())), payload_hash: None },
    };
    let verify = |claims: JWTClaims<Covered>| {
        let token = HS256Key::from_bytes(b"a signing key").authenticate(claims);
        let given = Given::get(URL).with("messagebird-signature-jwt", &token.unwrap());
        given.verify(&MessageBird, &credentials(&[("signing_key", "a signing key")]), REFERENCE_MS)
    };
    assert_eq!(verify(whole()), Ok(()));
    let bad = Err(Refusal::BadSignature);
    assert_eq!(verify(JWTClaims { jwt_id: None, ..whole() }), bad);
    assert_eq!(verify(JWTClaims { expires_at: None, ..whole() }), bad);
    assert_eq!(verify(JWTClaims { issuer: Some("Vonage".to_owned()), ..whole() }), bad);
    assert_eq!(verify(JWTClaims { issuer: None, ..whole() }), bad);
    let nowhere = Covered { url_hash: None, payload_hash: None };
    assert_eq!(verify(JWTClaims { custom: nowhere, ..whole() }), bad);
    // The token itself claims to be valid for years; our maximum age still applies.
    let old = JWTClaims { invalid_before: secs(1_625_478_899), ..whole() };
    assert_eq!(verify(old), Err(Refusal::Stale));
    assert_eq!(verify(JWTClaims { invalid_before: None, ..whole() }), Err(Refusal::Stale));
}

#[test]
fn token_is_valid_within_its_time_plus_five_seconds() {
    let case = whole();
    let verify_at = |now_ms| case.given().verify(&MessageBird, &case.credentials(), now_ms);
    for (after_ms, expected) in [
        (65_000, Ok(())),
        (66_000, Err(Refusal::Stale)),
        (-5_000, Ok(())),
        (-6_000, Err(Refusal::Stale)),
    ] {
        assert_eq!(verify_at(REFERENCE_MS + after_ms), expected, "{after_ms}");
    }
}

#[test]
fn former_signatures_are_valid_for_100_seconds() {
    assert_eq!(verify_former(&former()), Ok(()));
    let unescaped = Given { url: former().url.replace("%2B", "+"), ..former() };
    assert_eq!(verify_former(&unescaped), Ok(()));
    let key = credentials(&[("signing_key", FORMER_KEY)]);
    let verify_at = |now_ms| former().verify(&MessageBird, &key, now_ms);
    assert_eq!(verify_at(FORMER_MS + 100_000), Ok(()));
    assert_eq!(verify_at(FORMER_MS + 100_001), Err(Refusal::Stale));
    for given in [
        former().with("messagebird-signature", "AAAA"),
        former().with("messagebird-signature", "?"),
        former().with("messagebird-request-timestamp", "1547198232"),
        Given { url: former().url.replace("delivered", "sent"), ..former() },
        Given { body: b"x".to_vec(), ..former() },
    ] {
        assert_eq!(verify_former(&given), Err(Refusal::BadSignature));
    }
}

#[test]
fn unsigned_callback_is_refused() {
    for name in ["messagebird-signature", "messagebird-request-timestamp"] {
        assert_eq!(verify_former(&former().without(name)), Err(Refusal::Unsigned));
    }
    // A token takes precedence, so that an older signature cannot rescue an invalid token.
    let both = former().with("messagebird-signature-jwt", "x.y.z");
    assert_eq!(verify_former(&both), Err(Refusal::BadSignature));
    assert!(!MessageBird.can_verify(&credentials(&[("access_key", "key")])));
}

#[test]
fn sms_is_read_under_each_name_of_its_text_and_in_every_encoding() {
    for name in ["payload", "body", "message"] {
        let pairs = [
            ("id", "m1"),
            ("originator", "14155550100"),
            ("recipient", "14155550199"),
            (name, "Hi & bye"),
            ("createdDatetime", "2024-01-01T00:00:00+00:00"),
        ];
        let object: serde_json::Map<String, Value> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let expected = InboundSms {
            received_at_ms: Some(UnixMillis::new(1_704_067_200_000)),
            ..sms("m1", "14155550100", "14155550199", "Hi & bye")
        };
        for given in [
            Given::post(URL, form(&pairs)),
            Given::post(URL, Value::Object(object).to_string()),
            Given::get(&format!("{URL}?{}", form(&pairs))),
        ] {
            assert_eq!(given.inbound(&MessageBird), expected, "{name}");
        }
    }
    let numbers = r#"{"originator":14155550100,"recipient":14155550199,"payload":"x"}"#;
    let read = Given::post(URL, numbers).inbound(&MessageBird);
    assert_eq!((read.from.as_str(), read.reference), ("14155550100", None));
}

#[test]
fn every_status_is_mapped() {
    use ReportedStatus::{Delivered, Pending, Sent};
    for (status, expected) in [
        ("scheduled", Pending),
        ("buffered", Pending),
        ("sent", Sent),
        ("delivered", Delivered),
        ("expired", failed("1")),
        ("delivery_failed", failed("1")),
    ] {
        let query = form(&[
            ("id", "m1"),
            ("reference", "msg_1"),
            ("recipient", "14155550100"),
            ("status", status),
            ("statusErrorCode", "1"),
        ]);
        let report = Given::get(&format!("{URL}?{query}")).report(&MessageBird);
        assert_eq!(report, ("m1".to_owned(), expected), "{status}");
    }
}

#[test]
fn broken_callbacks_are_malformed() {
    for body in ["", "originator=1&payload=x", "recipient=1&payload=x", "status=sent", "{"] {
        let parsed = Given::post(URL, body).parse(&MessageBird);
        assert!(matches!(parsed, Err(Refusal::Malformed(_))), "{body}");
    }
}

#[test]
fn send_request_is_json_with_the_access_key() {
    let ours = credentials(&[("access_key", "key")]);
    let sent = request(&MessageBird, &ours, Some("https://us.test/cb"));
    assert_eq!(sent.url, "https://api.test/messages");
    assert_eq!(sent.header("authorization"), Some("AccessKey key"));
    let body = json!({
        "originator": "14155550199", "recipients": ["14155550100"], "body": "Hi & bye",
        "datacoding": "auto", "reference": "msg_1", "reportUrl": "https://us.test/cb"
    });
    assert_eq!(sent.json(), body);
    assert_eq!(request(&MessageBird, &ours, None).json().get("reportUrl"), None);
}

#[test]
fn answers_are_read() {
    let accepted = MessageBird.outcome(201, r#"{"id":"m1","recipients":{"items":[]}}"#);
    assert_eq!(accepted, SendOutcome::Accepted { reference: Some("m1".to_owned()) });
    let body = r#"{"errors":[{"code":2,"description":"Request not allowed"}]}"#;
    let refused = SendOutcome::Refused { reason: "2".to_owned(), answer: Some(body.to_owned()) };
    assert_eq!(MessageBird.outcome(401, body), refused);
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at: prop::sample::Index, byte: u8) {
        let case = whole();
        let mut given = case.given();
        let at = at.index(given.body.len());
        given.body[at] = byte;
        let verified = given.verify(&MessageBird, &case.credentials(), REFERENCE_MS);
        prop_assert_eq!(verified.is_ok(), given.body == case.given().body);
    }

    #[test]
    fn any_changed_character_of_the_url_or_token_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
        let case = whole();
        let mut changed = case.given();
        let at_url = at.index(changed.url.len());
        changed.url.replace_range(at_url..=at_url, &to);
        let at_token = at.index(case.token.len());
        let mut token = case.token.clone();
        token.replace_range(at_token..=at_token, &to);
        let verify = |given: &Given| given.verify(&MessageBird, &case.credentials(), REFERENCE_MS).is_ok();
        prop_assert_eq!(verify(&changed), changed.url == case.url);
        let with_token = case.given().with("messagebird-signature-jwt", &token);
        prop_assert_eq!(verify(&with_token), token == case.token);
    }
}

#[test]
fn attachments_become_lines_of_the_text_in_every_encoding() {
    let (one, two) = ("https://m/1?a=b,c", "https://m/2");
    let fields = [("id", "m1"), ("originator", "1"), ("recipient", "2")];
    let given_form = |more: &[(&str, &str)]| Given::post(URL, form(&[&fields[..], more].concat()));
    let object = |media: Value| {
        let mut body = json!({ "id": "m1", "originator": "1", "recipient": "2" });
        body["mediaURLs"] = media;
        Given::post(URL, body.to_string())
    };
    let list = json!([one, two]);
    for (given, text) in [
        (object(list.clone()), format!("{one}\n{two}")),
        (object(json!(two)), two.to_owned()),
        (
            given_form(&[("payload", "Look"), ("mediaURLs", &list.to_string())]),
            format!("Look\n{one}\n{two}"),
        ),
        (given_form(&[("mediaURLs[0]", two), ("mediaURLs[1]", two)]), format!("{two}\n{two}")),
        (given_form(&[("mediaURLs[]", two)]), two.to_owned()),
        (
            given_form(&[("mediaurls", "https://m/1, https://m/2")]),
            "https://m/1\nhttps://m/2".to_owned(),
        ),
        (given_form(&[("mediaURLs[]", "https://a/1?a=1,2")]), "https://a/1?a=1,2".to_owned()),
        (
            given_form(&[("mediaURLs", "https://a/1?a=1,2,HTTPS://b/2?c=,3,")]),
            "https://a/1?a=1,2\nHTTPS://b/2?c=,3".to_owned(),
        ),
        (given_form(&[("mediaURLs", &json!({ "url": one }).to_string())]), one.to_owned()),
        (given_form(&[("body", "none"), ("mediaURLs", "")]), "none".to_owned()),
        (object(json!([])), String::new()),
        (object(json!(null)), String::new()),
    ] {
        assert_eq!(given.inbound(&MessageBird), sms("m1", "1", "2", &text));
    }
}

#[test]
fn multimedia_message_without_a_text_is_an_sms_with_the_urls() {
    let (one, two) = ("https://m/1", "https://m/2");
    let inbound = json!({ "id": "m1", "originator": "1", "recipient": "2", "status": "received" });
    let with = |media: Value| {
        let mut body = inbound.clone();
        body["mediaURLs"] = media;
        body
    };
    let both = format!("{one}\n{two}");
    for (body, text) in [
        (with(json!([one, two])), both.as_str()),
        (with(json!([{ "url": one }, { "url": two }])), &both),
        (with(json!([{ "contentType": "image/png", "url": one }, two, {}, 7])), &both),
        (with(json!({ "url": one })), one),
        (inbound.clone(), ""),
    ] {
        let given = Given::post(URL, body.to_string());
        assert_eq!(given.inbound(&MessageBird), sms("m1", "1", "2", text), "{body}");
    }
    let fields = [("id", "m1"), ("originator", "1"), ("recipient", "2"), ("status", "received")];
    let list = json!([{ "url": one }, two]).to_string();
    let given = Given::post(URL, form(&[&fields[..], &[("mediaURLs", &list)]].concat()));
    assert_eq!(given.inbound(&MessageBird), sms("m1", "1", "2", &both));
    // Reports name no sender.
    let report = json!({ "id": "m1", "recipient": "2", "status": "delivered", "mediaURLs": [one] });
    let report = Given::post(URL, report.to_string()).report(&MessageBird);
    assert_eq!(report, ("m1".to_owned(), ReportedStatus::Delivered));
}

#[test]
fn time_is_read_under_either_name_and_without_its_plus_sign() {
    for (name, at) in [
        ("createdDatetime", "2024-01-01T00:00:00+00:00"),
        ("CreatedDatetime", "2024-01-01T00:00:00+00:00"),
        ("CreatedDatetime", "2024-01-01T01:00:00 01:00"),
    ] {
        let fields =
            [("id", "m1"), ("originator", "1"), ("recipient", "2"), ("payload", "x"), (name, at)];
        let json: serde_json::Map<String, Value> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        for given in
            [Given::post(URL, form(&fields)), Given::post(URL, Value::Object(json).to_string())]
        {
            let expected = InboundSms {
                received_at_ms: Some(UnixMillis::new(1_704_067_200_000)),
                ..sms("m1", "1", "2", "x")
            };
            assert_eq!(given.inbound(&MessageBird), expected, "{name} {at}");
        }
    }
}
