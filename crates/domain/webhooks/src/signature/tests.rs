use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use standardwebhooks::Webhook;

use super::*;
use crate::{
    Fact,
    samples::{event, inbound},
};

const AT_SECS: i64 = 1_760_869_800;

fn secret(text: &str) -> SigningSecret {
    SigningSecret::parse(text).unwrap()
}

fn generated(seed: u64) -> SigningSecret {
    SigningSecret::generate(&mut ChaCha8Rng::seed_from_u64(seed))
}

fn event_id() -> EventId {
    event(Fact::InboundReceived(inbound())).id
}

fn signed(format: Format, secrets: &[SigningSecret], body: &[u8]) -> Vec<Header> {
    sign(format, secrets, &[], &event_id(), AT_SECS, body)
}

fn value<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
}

fn standard(secret: &str, id: &str, timestamp: &str, body: &str) -> String {
    let secret = SigningSecret::parse(secret).unwrap();
    standard_signature(secret.standard_key().unwrap(), id, timestamp, body.as_bytes()).unwrap()
}

/// From the tests of the Rust and Python reference libraries.
#[test]
fn reference_vectors_match() {
    assert_eq!(
        standard(
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            "1649367553",
            r#"{"email":"test@example.com","username":"test_user"}"#,
        ),
        "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
    );
    assert_eq!(
        standard(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        ),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    );
}

#[test]
fn gateway_api_signature_matches_the_recorded_one() {
    let body = Format::GatewayApi.render(&event(Fact::InboundReceived(inbound())), "ep_1").unwrap();
    let expected = "997627b05cc0af14e61f1c492ab78be130bb87bdf6d550832123acee5a220bad";
    let headers = signed(Format::GatewayApi, &[secret("whsec_test")], &body);
    assert_eq!(
        headers,
        [
            ("webhook-id", event_id().as_str().to_owned()),
            ("webhook-timestamp", "1760869800".to_owned()),
            ("X-Webhook-Signature", expected.to_owned()),
        ]
    );
    let headers = signed(Format::Standard, &[secret("whsec_test")], &body);
    assert_eq!(value(&headers, "X-Webhook-Signature"), Some(expected));
}

/// Computed with OpenSSL: HMAC-SHA256 over the body and then the timestamp.
#[test]
fn smsgate_signs_the_body_and_the_timestamp() {
    let headers = signed(Format::Smsgate, &[secret("aB3dE6gH")], br#"{"event":"sms:received"}"#);
    assert_eq!(value(&headers, "X-Timestamp"), Some("1760869800"));
    assert_eq!(value(&headers, "X-Timestamp"), value(&headers, "webhook-timestamp"));
    assert_eq!(
        value(&headers, "X-Signature"),
        Some("a0e87d525d31811204aeb8645b97491c6dccf5aa16801eb23167a8a3921a9b3c")
    );
    assert_eq!(value(&headers, "X-Webhook-Signature"), None);
}

#[test]
fn during_rotation_both_secrets_sign_and_the_older_header_uses_the_current_one() {
    let (current, previous) = (generated(1), generated(2));
    let alone =
        |secret: &SigningSecret| signed(Format::GatewayApi, std::slice::from_ref(secret), b"{}");
    let (only_current, only_previous) = (alone(&current), alone(&previous));
    let both = signed(Format::GatewayApi, &[current, previous], b"{}");
    let signature = |headers: &[Header]| value(headers, "webhook-signature").unwrap().to_owned();
    let expected = format!("{} {}", signature(&only_current), signature(&only_previous));
    assert_eq!(signature(&both), expected);
    let older = "X-Webhook-Signature";
    assert_eq!(value(&both, older), value(&only_current, older));
    assert_ne!(value(&both, older), value(&only_previous, older));
}

#[test]
fn short_secret_makes_no_standard_signature() {
    let headers = signed(Format::Standard, &[secret("whsec_test"), generated(1)], b"{}");
    let alone = signed(Format::Standard, &[generated(1)], b"{}");
    assert_eq!(value(&headers, "webhook-signature"), value(&alone, "webhook-signature"));
}

#[test]
fn every_key_of_the_account_signs_after_the_secrets_except_in_the_format_of_smsgate() {
    let keys = AccountKey::of_seeds([[1; 32], [2; 32]]);
    let secrets = [generated(1)];
    for format in Format::ALL {
        let with = sign(format, &secrets, &keys, &event_id(), AT_SECS, b"{}");
        let without = sign(format, &secrets, &[], &event_id(), AT_SECS, b"{}");
        let v1 = value(&without, "webhook-signature").unwrap();
        if format == Format::Smsgate {
            assert_eq!(with, without);
            continue;
        }
        let signed = format!("{}.{AT_SECS}.{{}}", event_id().as_str());
        let v1a: Vec<_> = keys.iter().map(|key| key.sign(signed.as_bytes())).collect();
        assert_eq!(value(&with, "webhook-signature").unwrap(), format!("{v1} {}", v1a.join(" ")));
    }
    // A secret that is too short for v1 does not keep the account's key from signing.
    let short = sign(Format::GatewayApi, &[secret("x")], &keys, &event_id(), AT_SECS, b"{}");
    assert!(value(&short, "webhook-signature").unwrap().starts_with("v1a,"));
}

#[test]
fn request_without_a_secret_has_an_id_but_no_signature() {
    for format in Format::ALL {
        let names: Vec<_> = signed(format, &[], b"{}").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["webhook-id", "webhook-timestamp"]);
    }
}

/// Verifies as a receiver would, with the unmodified public library and its own clock.
fn accepted(verifier: &Webhook, headers: &[Header], body: &[u8]) -> bool {
    let mut map = http::HeaderMap::new();
    for (name, value) in headers {
        map.insert(http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    verifier.verify(body, &map).is_ok()
}

fn now_secs() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}

#[test]
fn public_verifier_accepts_either_secret_and_rejects_alterations() {
    let (current, previous, stranger) = (generated(1), generated(2), generated(3));
    let body = Format::Standard.render(&event(Fact::InboundReceived(inbound())), "ep_1").unwrap();
    let secrets = [current.clone(), previous.clone()];
    let headers = sign(Format::Standard, &secrets, &[], &event_id(), now_secs(), &body);
    let verifier = |secret: &SigningSecret| Webhook::new(secret.expose()).unwrap();
    assert!(accepted(&verifier(&current), &headers, &body));
    assert!(accepted(&verifier(&previous), &headers, &body));
    assert!(!accepted(&verifier(&stranger), &headers, &body));
    assert!(!accepted(&verifier(&current), &headers, &body[1..]));
    let stale = sign(Format::Standard, &secrets, &[], &event_id(), now_secs() - 301, &body);
    assert!(!accepted(&verifier(&current), &stale, &body));
}

#[test]
fn public_verifier_accepts_a_custom_secret_as_raw_bytes() {
    let own = "correct horse battery staple";
    let headers = sign(Format::GatewayApi, &[secret(own)], &[], &event_id(), now_secs(), b"{}");
    let verifier = Webhook::from_bytes(own.as_bytes().to_vec()).unwrap();
    assert!(accepted(&verifier, &headers, b"{}"));
}

proptest! {
    #[test]
    fn public_verifier_accepts_any_body_under_any_secret(
        body: String,
        key in prop::collection::vec(any::<u8>(), 24..=64),
        format in prop::sample::select(&Format::ALL[..]),
    ) {
        let secret = secret(&format!("whsec_{}", BASE64.encode(&key)));
        let body = body.as_bytes();
        let headers = sign(format, std::slice::from_ref(&secret), &[], &event_id(), now_secs(), body);
        prop_assert!(accepted(&Webhook::new(secret.expose()).unwrap(), &headers, body));
    }

    #[test]
    fn every_header_value_is_valid(
        secrets in prop::collection::vec("\\PC{1,40}", 0..4),
        timestamp_secs: i64,
        body: Vec<u8>,
        format in prop::sample::select(&Format::ALL[..]),
    ) {
        let secrets: Vec<_> = secrets.iter().map(|text| secret(text)).collect();
        for (name, value) in sign(format, &secrets, &[], &event_id(), timestamp_secs, &body) {
            prop_assert!(http::HeaderName::from_bytes(name.as_bytes()).is_ok());
            prop_assert!(value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '));
        }
    }
}
