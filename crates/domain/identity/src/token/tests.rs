//! Tests of valid tokens, and of many invalid ones.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;

const SECRET: &str = "a secret of at least thirty-two bytes";
const ISSUER: &str = "sms-gate.app";
const NOW_MS: UnixMillis = UnixMillis::new(1_800_000_000_500);

fn signer() -> TokenSigner {
    TokenSigner::new(SECRET, ISSUER).unwrap()
}

fn request() -> PairRequest {
    PairRequest {
        account_id: AccountId::from_bytes([7; 8]),
        login: Login::parse("ABC123").unwrap(),
        scopes: vec!["messages:send".to_owned()],
        access_ttl_secs: 900,
        refresh_ttl_secs: 3_600,
    }
}

fn pair() -> TokenPair {
    signer().issue(request(), NOW_MS, &mut ChaCha8Rng::seed_from_u64(7)).unwrap()
}

fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

/// Makes a token as anyone who knows the secret could.
fn forged(header: &Value, claims: &Value, secret: &str) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[test]
fn pair_matches_the_contract() {
    let pair = pair();
    assert_eq!(part(&pair.access_token, 0), json!({ "alg": "HS256", "typ": "JWT" }));
    assert_eq!(
        part(&pair.access_token, 1),
        json!({
            "jti": pair.access.id, "iss": ISSUER, "sub": "ABC123", "iat": 1_800_000_000,
            "exp": 1_800_000_900, "user_id": "ABC123", "scopes": ["messages:send"],
            "account": "0707070707070707",
        })
    );
    let refresh = part(&pair.refresh_token, 1);
    assert_eq!(refresh["scopes"], json!(["tokens:refresh"]));
    assert_eq!(refresh["original_scopes"], json!(["messages:send"]));
    assert_eq!(refresh["exp"], json!(1_800_003_600));
    assert!(pair.access.id.len() == 21 && pair.refresh.id != pair.access.id);
}

#[test]
fn token_is_valid_from_issue_to_expiry() {
    let pair = pair();
    assert_eq!(signer().verify(&pair.access_token, NOW_MS), Some(pair.access.clone()));
    assert_eq!(signer().verify(&pair.refresh_token, NOW_MS), Some(pair.refresh));
    let last_ms = pair.access.expires_at_ms;
    assert!(signer().verify(&pair.access_token, last_ms - 1).is_some());
    assert_eq!(signer().verify(&pair.access_token, last_ms), None);
    assert_eq!(signer().verify(&pair.access_token, NOW_MS - 60_000), None);
    assert_eq!(signer().verify(&pair.access_token, UnixMillis::new(-1)), None);
}

#[test]
fn token_of_another_secret_or_issuer_is_rejected() {
    let token = pair().access_token;
    let other = TokenSigner::new("another secret of thirty-two bytes!!", ISSUER).unwrap();
    assert_eq!(other.verify(&token, NOW_MS), None);
    assert_eq!(TokenSigner::new(SECRET, "somebody else").unwrap().verify(&token, NOW_MS), None);
    assert!(TokenSigner::new("31 bytes are not enough, are th", ISSUER).is_none());
}

#[test]
fn token_without_a_required_claim_is_rejected() {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let whole = part(&pair().access_token, 1);
    assert!(signer().verify(&forged(&header, &whole, SECRET), NOW_MS).is_some());
    for name in ["jti", "iss", "sub", "iat", "exp", "user_id", "scopes", "account"] {
        let mut claims = whole.clone();
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(signer().verify(&forged(&header, &claims, SECRET), NOW_MS), None, "{name}");
    }
    let mut claims = whole;
    claims["sub"] = json!("SOMEBODY");
    assert_eq!(signer().verify(&forged(&header, &claims, SECRET), NOW_MS), None);
}

#[test]
fn token_with_another_algorithm_is_rejected() {
    let claims = part(&pair().access_token, 1);
    for algorithm in ["none", "HS384", "HS512", "RS256", "hs256", ""] {
        let header = json!({ "alg": algorithm, "typ": "JWT" });
        let token = forged(&header, &claims, SECRET);
        assert_eq!(signer().verify(&token, NOW_MS), None, "{algorithm}");
        let unsigned = token.rsplit_once('.').unwrap().0.to_owned() + ".";
        assert_eq!(signer().verify(&unsigned, NOW_MS), None, "{algorithm}");
    }
}

#[test]
fn token_with_the_maximum_number_of_scopes_is_accepted() {
    let scopes = (0..MAX_SCOPES).map(|index| format!("{index:064}")).collect();
    let request = PairRequest { scopes, ..request() };
    let pair = signer().issue(request, NOW_MS, &mut ChaCha8Rng::seed_from_u64(7)).unwrap();
    assert!(signer().verify(&pair.refresh_token, NOW_MS).is_some());
}

#[test]
fn debug_output_hides_secret_and_tokens() {
    let shown = format!("{:?} {:?}", signer(), pair());
    assert!(!shown.contains(SECRET) && !shown.contains("eyJ"), "{shown}");
}

proptest! {
    #[test]
    fn arbitrary_text_is_rejected(text in "\\PC{0,200}") {
        prop_assert_eq!(signer().verify(&text, NOW_MS), None);
    }

    #[test]
    fn token_with_one_changed_character_is_rejected(at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
        let token = pair().access_token;
        let at = at.index(token.len());
        let mut other = token.clone();
        other.replace_range(at..=at, &to);
        // Some changed last characters of a part decode to the same bytes, so they may verify to equal claims.
        let verified = signer().verify(&other, NOW_MS);
        prop_assert!(other == token || verified.is_none() || verified == Some(pair().access));
    }
}
