//! The contract's test vectors for Vonage, and forgeries that must be refused.

use jwt_simple::prelude::{HS256Key, HS512Key, JWTClaims, MACLike, UnixTimeStamp};
use md5::{Digest, Md5};
use proptest::prelude::*;
use unix_time::UnixMillis;

use super::*;
use crate::{digest::sha256_hex, jwt::Covered};

/// The contract's signature, and signatures of the same parameters by the other methods, computed independently.
const CODES: [(&str, &str); 5] = [
    ("md5hash", MD5HASH),
    ("md5", "153AFAEB5DDCD290813C4C7802854511"),
    ("sha1", "3D3CCC366C2D4E6EEC0D172B4C2EEF01C73CD3CC"),
    ("sha256", "2326212ACFB1E0846A1E5E28C245BD83174B39091EB1937F10EA735F38C53AF9"),
    (
        "sha512",
        "921E0D1F4DD5EE82E1CBE9E1878AC23D9BD5315CC90BCB2CEEC0B6328F56E631D0C730B28B1D8B5638797E8675F3E03B52AA01553DC73E6F4BAEF92DBC89FAF6",
    ),
];

fn verify(given: &Given) -> Result<(), Refusal> {
    given.verify(&Vonage, &ours(), NOW_MS)
}

#[test]
fn contract_parameters_verify_by_every_method_in_every_encoding() {
    for (method, code) in CODES {
        let only =
            credentials(&[("signature_secret", "vonage_secret"), ("signature_method", method)]);
        for sig in [code.to_lowercase(), code.to_uppercase()] {
            for given in spellings(&parameters(&sig)) {
                assert_eq!(verify(&given), Ok(()), "{method}");
                assert_eq!(given.verify(&Vonage, &only, NOW_MS), Ok(()), "{method}");
            }
        }
        for (other, sig) in CODES.into_iter().filter(|(other, _)| *other != method) {
            let [given, ..] = spellings(&parameters(sig));
            let refused = Err(Refusal::BadSignature);
            assert_eq!(given.verify(&Vonage, &only, NOW_MS), refused, "{method} {other}");
        }
    }
}

#[test]
fn changed_added_or_omitted_parameters_are_refused() {
    let whole = parameters(MD5HASH);
    for index in 0..whole.len() - 1 {
        let mut changed = whole.clone();
        changed[index].1.push('x');
        let mut shorter = whole.clone();
        shorter.remove(index);
        for given in spellings(&changed).into_iter().chain(spellings(&shorter)) {
            assert_eq!(verify(&given), Err(Refusal::BadSignature), "{index}");
        }
    }
    let mut longer = whole.clone();
    longer.push(("concat", "true".to_owned()));
    let mut twice = whole.clone();
    twice.push(("text", "a=b&c".to_owned()));
    // One name that reads like a value followed by another name.
    let mut joined = whole.clone();
    joined.retain(|(name, _)| *name != "text" && *name != "timestamp");
    joined.push(("text=a_b_c&timestamp", "1704067200".to_owned()));
    for pairs in [longer, twice, joined] {
        assert_eq!(verify(&Given::post(URL, encoded(&pairs))), Err(Refusal::BadSignature));
    }
}

#[test]
fn repeated_name_is_refused_even_if_signed() {
    let sign = |signed: &str| hex::encode(Md5::digest(format!("{signed}vonage_secret")));
    let once = sign("&msisdn=1&text=a&timestamp=1704067200&to=2");
    let given = |text: &str, sig: &str| {
        Given::post(URL, format!("msisdn=1&{text}&timestamp=1704067200&to=2&sig={sig}"))
    };
    assert_eq!(verify(&given("text=a", &once)), Ok(()));
    let twice = sign("&msisdn=1&text=a&text=b&timestamp=1704067200&to=2");
    for text in ["text=a&text=b", "text=b&text=a"] {
        assert_eq!(verify(&given(text, &twice)), Err(Refusal::BadSignature));
    }
}

#[test]
fn json_numbers_and_booleans_are_signed_as_written() {
    let sig =
        hex::encode(Md5::digest("&concat=true&msisdn=1&timestamp=1704067200&to=2vonage_secret"));
    let body =
        json!({ "msisdn": 1, "to": "2", "concat": true, "timestamp": 1_704_067_200, "sig": sig });
    assert_eq!(verify(&Given::post(URL, body.to_string())), Ok(()));
}

#[test]
fn token_of_another_algorithm_is_refused_even_with_the_right_secret() {
    let claims = || JWTClaims {
        issued_at: Some(UnixTimeStamp::from_secs(1_704_067_200)),
        expires_at: None,
        invalid_before: None,
        issuer: Some("Vonage".to_owned()),
        subject: None,
        audiences: None,
        jwt_id: None,
        nonce: None,
        custom: Covered { url_hash: None, payload_hash: Some(sha256_hex(MESSAGE.as_bytes())) },
    };
    let verify = |signed: &str| verify(&token().with("authorization", &format!("Bearer {signed}")));
    let expected = HS256Key::from_bytes(b"vonage_secret").authenticate(claims()).unwrap();
    assert_eq!(verify(&expected), Ok(()));
    let other = HS512Key::from_bytes(b"vonage_secret").authenticate(claims()).unwrap();
    assert_eq!(verify(&other), Err(Refusal::BadSignature));
}

#[test]
fn signature_is_valid_for_five_minutes() {
    for given in spellings(&parameters(MD5HASH)).iter().chain([&token()]) {
        let verify_at = |now_ms| given.verify(&Vonage, &ours(), now_ms);
        assert_eq!(verify_at(NOW_MS + 300_000), Ok(()));
        assert_eq!(verify_at(NOW_MS + 300_001), Err(Refusal::Stale));
        assert_eq!(verify_at(NOW_MS + 301_000), Err(Refusal::Stale));
        assert_eq!(verify_at(NOW_MS - 301_000), Err(Refusal::Stale));
        assert_eq!(verify_at(UnixMillis::new(-1)), Err(Refusal::Stale));
    }
}

#[test]
fn callback_unsigned_or_signed_with_another_secret_is_refused() {
    let [mut unsigned, ..] = spellings(&parameters(""));
    assert_eq!(verify(&unsigned), Err(Refusal::Unsigned));
    unsigned.url = URL.to_owned();
    assert_eq!(verify(&unsigned), Err(Refusal::Unsigned));
    let other = credentials(&[("signature_secret", "another secret")]);
    for given in spellings(&parameters(MD5HASH)).iter().chain([&token()]) {
        assert_eq!(given.verify(&Vonage, &other, NOW_MS), Err(Refusal::BadSignature));
    }
    assert!(Vonage.can_verify(&ours()) && !Vonage.can_verify(&credentials(&[("api_key", "k")])));
}

#[test]
fn messages_api_token_covers_the_body() {
    assert_eq!(verify(&token()), Ok(()));
    let changed = Given { body: MESSAGE.replace("Hi", "Ho").into(), ..token() };
    assert_eq!(verify(&changed), Err(Refusal::BadSignature));
    assert_eq!(verify(&Given { method: "GET", ..token() }), Err(Refusal::BadSignature));
    let [signed, ..] = spellings(&parameters(MD5HASH));
    assert_eq!(verify(&signed.with("authorization", "Basic a2V5OnNlY3JldA==")), Ok(()));
    for header in ["Basic a2V5OnNlY3JldA==", "Bearer"] {
        assert_eq!(verify(&token().with("authorization", header)), Err(Refusal::Unsigned));
    }
    let [header, claims, _] = TOKEN.split('.').collect::<Vec<_>>()[..] else { panic!() };
    // The algorithm `none`.
    let none = format!("Bearer eyJhbGciOiJub25lIn0.{claims}.");
    for forged in [none, format!("Bearer {header}.{claims}."), "Bearer x".to_owned()] {
        assert_eq!(verify(&token().with("authorization", &forged)), Err(Refusal::BadSignature));
    }
}

proptest! {
    /// The vendor's own algorithm does not distinguish `&`, `=` and `_` in a value.
    #[test]
    fn changed_byte_is_refused_or_has_no_effect(at: prop::sample::Index, byte: u8, which in 0_usize..3) {
        let whole = spellings(&parameters(MD5HASH))[which].clone();
        let mut given = whole.clone();
        if given.method == "GET" {
            let start = URL.len() + 1;
            let at = start + at.index(given.url.len() - start);
            given.url.replace_range(at..=at, &char::from(byte & 0x7f).to_string());
        } else {
            let at = at.index(given.body.len());
            given.body[at] = byte;
        }
        let plain = |given: &Given| {
            let mut sms = given.inbound(&Vonage);
            sms.text = sms.text.replace(['&', '='], "_");
            sms
        };
        prop_assert!(verify(&given).is_err() || plain(&given) == plain(&whole));
    }

    #[test]
    fn changed_byte_of_a_token_signed_body_is_refused(at: prop::sample::Index, byte: u8) {
        let mut given = token();
        let at = at.index(given.body.len());
        given.body[at] = byte;
        prop_assert_eq!(verify(&given).is_ok(), given.body == MESSAGE.as_bytes());
    }

    #[test]
    fn changed_character_of_a_token_is_refused(at: prop::sample::Index, to in "[A-Za-z0-9_-]") {
        let at = at.index(TOKEN.len());
        let mut changed = TOKEN.to_owned();
        changed.replace_range(at..=at, &to);
        let given = token().with("authorization", &format!("Bearer {changed}"));
        prop_assert_eq!(verify(&given).is_ok(), changed == TOKEN);
    }

    #[test]
    fn arbitrary_token_is_refused_without_a_panic(text in "\\PC{0,200}|[A-Za-z0-9_.-]{0,200}") {
        let given = token().with("authorization", &format!("Bearer {text}"));
        prop_assert!(verify(&given).is_err());
    }
}
