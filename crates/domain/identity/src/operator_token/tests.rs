//! Tests of valid tokens, and of forged, expired and long-lived ones.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;

const SECRET: &str = "a secret that only tests use";
const NOW_MS: UnixMillis = UnixMillis::new(1_800_000_000_500);
const NOW_SECS: u64 = 1_800_000_000;

#[derive(Deserialize)]
struct Vector {
    secret: String,
    now_ms: UnixMillis,
    lifetime_secs: i64,
    id: String,
    token: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn secrets() -> ServerSecrets {
    ServerSecrets::new(SECRET, None)
}

fn verify(token: &str) -> Option<OperatorToken> {
    OperatorToken::verify(token, &secrets(), NOW_MS)
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn signed(header: &Value, claims: &Value, key: &[u8]) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac(key, &signed)))
}

fn with_claims(changes: &Value) -> String {
    let mut claims = json!({
        "iss": "wireroom", "sub": "operator", "iat": NOW_SECS, "exp": NOW_SECS + 300, "jti": "id",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    signed(&header, &claims, &mac(SECRET.as_bytes(), "wireroom operator token"))
}

#[test]
fn tokens_of_the_scripts_are_accepted_until_they_expire() {
    for Vector { secret, now_ms, lifetime_secs, id, token } in vectors() {
        let secrets = ServerSecrets::new(secret, None);
        let issued_at_ms = UnixMillis::from_secs(now_ms.as_secs());
        let end_ms = issued_at_ms.saturating_add(lifetime_secs * 1_000);
        let expected = Some(OperatorToken { id, expires_at_ms: end_ms });
        assert_eq!(OperatorToken::verify(&token, &secrets, now_ms), expected);
        assert_eq!(OperatorToken::verify(&token, &secrets, end_ms - 1), expected);
        assert_eq!(OperatorToken::verify(&token, &secrets, end_ms), None);
        let early_ms = issued_at_ms - 30_000;
        assert_eq!(OperatorToken::verify(&token, &secrets, early_ms), expected);
        assert_eq!(OperatorToken::verify(&token, &secrets, early_ms - 1_000), None);
    }
}

#[test]
fn previous_secret_stays_valid_and_another_one_never_was() {
    let token = with_claims(&json!({}));
    let rotated = ServerSecrets::new("a newer secret", Some(SECRET.to_owned()));
    assert!(OperatorToken::verify(&token, &rotated, NOW_MS).is_some());
    let replaced = ServerSecrets::new("a newer secret", Some("an old secret".to_owned()));
    assert_eq!(OperatorToken::verify(&token, &replaced, NOW_MS), None);
}

#[test]
fn token_with_a_longer_lifetime_is_refused() {
    assert!(verify(&with_claims(&json!({ "exp": NOW_SECS + 300 }))).is_some());
    assert_eq!(verify(&with_claims(&json!({ "exp": NOW_SECS + 301 }))), None);
    assert_eq!(
        verify(&with_claims(&json!({ "iat": NOW_SECS - 200, "exp": NOW_SECS + 200 }))),
        None
    );
    assert_eq!(verify(&with_claims(&json!({ "exp": 99_999_999_999_u64 }))), None);
    assert_eq!(verify(&with_claims(&json!({ "iat": NOW_SECS + 31, "exp": NOW_SECS + 200 }))), None);
}

#[test]
fn token_with_a_missing_or_wrong_claim_is_refused() {
    for changes in [
        json!({ "iss": "sms-gate.app" }),
        json!({ "iss": null }),
        json!({ "sub": "somebody" }),
        json!({ "sub": null }),
        json!({ "iat": null }),
        json!({ "exp": null }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "jti": "x".repeat(65) }),
        json!({ "exp": NOW_SECS - 1, "iat": NOW_SECS }),
        json!({ "padding": "x".repeat(1_024) }),
    ] {
        assert_eq!(verify(&with_claims(&changes)), None, "{changes}");
    }
}

#[test]
fn token_that_was_signed_with_another_key_or_algorithm_is_refused() {
    let claims = json!({
        "iss": "wireroom", "sub": "operator", "iat": NOW_SECS, "exp": NOW_SECS + 300, "jti": "id",
    });
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    // The bare server secret signs other things, so its signature must not make a token of the operator.
    assert_eq!(verify(&signed(&header, &claims, SECRET.as_bytes())), None);
    let key = mac(SECRET.as_bytes(), "wireroom operator token");
    for algorithm in ["none", "HS384", "RS256", "hs256", ""] {
        let header = json!({ "alg": algorithm, "typ": "JWT" });
        let token = signed(&header, &claims, &key);
        assert_eq!(verify(&token), None, "{algorithm}");
        let unsigned = token.rsplit_once('.').unwrap().0.to_owned() + ".";
        assert_eq!(verify(&unsigned), None, "{algorithm}");
    }
}

#[test]
fn api_key_does_not_have_the_form_of_a_token() {
    assert!(OperatorToken::has_form(&with_claims(&json!({}))));
    for other in ["", "api_live_0000", "a.b", "a.b.c.d"] {
        assert!(!OperatorToken::has_form(other), "{other}");
    }
}

proptest! {
    #[test]
    fn arbitrary_text_is_refused(text in "\\PC{0,200}") {
        prop_assert_eq!(verify(&text), None);
    }

    #[test]
    fn arbitrary_parts_are_refused(text in "[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}") {
        prop_assert_eq!(verify(&text), None);
    }

    #[test]
    fn token_with_one_changed_character_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
        let token = with_claims(&json!({}));
        let at = at.index(token.len());
        let mut other = token.clone();
        other.replace_range(at..=at, &to);
        // Some changed last characters of a part decode to the same bytes.
        prop_assert!(other == token || verify(&other).is_none() || verify(&other) == verify(&token));
    }
}
