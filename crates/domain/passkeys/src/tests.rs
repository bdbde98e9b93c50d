//! Responses that Node's cryptography made for each algorithm, and every alteration of them.

use proptest::{prelude::*, sample::Index};
use serde::Deserialize;

use super::*;

const VECTORS: &str = include_str!("tests/vectors.json");
const REGISTRATION_CHALLENGE: &[u8] = b"registration challenge";
const SIGN_IN_CHALLENGE: &[u8] = b"sign-in challenge";

#[derive(Deserialize)]
struct Vector {
    algorithm: String,
    credential_id: String,
    registration: RegistrationVector,
    assertion: AssertionVector,
}

#[derive(Deserialize)]
struct RegistrationVector {
    client_data_json: String,
    attestation_object: String,
}

#[derive(Deserialize)]
struct AssertionVector {
    client_data_json: String,
    authenticator_data: String,
    signature: String,
}

/// The parts of both responses, in bytes.
#[derive(Clone)]
struct Parts {
    algorithm: String,
    credential_id: Vec<u8>,
    created: [Vec<u8>; 2],
    got: [Vec<u8>; 3],
}

fn parts() -> Vec<Parts> {
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).unwrap();
    let bytes = |text: &str| decode(text).unwrap();
    let read = |it: Vector| Parts {
        algorithm: it.algorithm,
        credential_id: bytes(&it.credential_id),
        created: [
            bytes(&it.registration.client_data_json),
            bytes(&it.registration.attestation_object),
        ],
        got: [
            bytes(&it.assertion.client_data_json),
            bytes(&it.assertion.authenticator_data),
            bytes(&it.assertion.signature),
        ],
    };
    vectors.into_iter().map(read).collect()
}

fn party() -> RelyingParty {
    RelyingParty::of_url("https://sms.example.com").unwrap()
}

fn register_at(party: &RelyingParty, parts: &Parts) -> Result<NewPasskey, PasskeyFault> {
    let registration =
        Registration { client_data_json: &parts.created[0], attestation_object: &parts.created[1] };
    verify_registration(party, registration, |it| it == encode(REGISTRATION_CHALLENGE))
}

fn register(parts: &Parts) -> Result<NewPasskey, PasskeyFault> {
    register_at(&party(), parts)
}

fn sign_in(passkey: &NewPasskey, parts: &Parts) -> Result<u32, PasskeyFault> {
    let assertion = Assertion {
        credential_id: &parts.credential_id,
        client_data_json: &parts.got[0],
        authenticator_data: &parts.got[1],
        signature: &parts.got[2],
    };
    let known = KnownPasskey {
        credential_id: &passkey.credential_id,
        public_key: &passkey.public_key,
        sign_count: passkey.sign_count,
    };
    verify_assertion(&party(), assertion, known, |it| it == encode(SIGN_IN_CHALLENGE))
}

/// Replaces a text in bytes by another of the same length.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|it| it == from).unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn passkey_of_every_algorithm_is_registered_and_signs_in() {
    let all = parts();
    assert_eq!(all.len(), Algorithm::ALL.len());
    for parts in all {
        let passkey = register(&parts).unwrap();
        assert_eq!(passkey.algorithm.as_str(), parts.algorithm);
        assert_eq!(passkey.credential_id, parts.credential_id);
        assert_eq!((passkey.sign_count, passkey.is_backed_up), (1, false));
        assert_eq!(sign_in(&passkey, &parts), Ok(2));
    }
}

#[test]
fn response_of_another_origin_site_ceremony_or_challenge_is_refused() {
    let parts = &parts()[0];
    let passkey = register(parts).unwrap();
    let altered = |from: &str, to: &str| {
        let mut parts = parts.clone();
        let (from, to) = (from.as_bytes(), to.as_bytes());
        parts.created[0] = replaced(&parts.created[0], from, to);
        parts.got[0] = replaced(&parts.got[0], from, to);
        (register(&parts).unwrap_err(), sign_in(&passkey, &parts).unwrap_err())
    };
    use PasskeyFault::{Malformed, WrongCeremony, WrongOrigin};
    for origin in ["https://sms.example.com.evil.example", "http://sms.example.com", "null"] {
        let expected = (WrongOrigin, WrongOrigin);
        assert_eq!(altered("https://sms.example.com", origin), expected, "{origin}");
    }
    let framed = altered("\"crossOrigin\":false", "\"crossOrigin\":true");
    assert_eq!(framed, (WrongOrigin, WrongOrigin));
    assert_eq!(altered("webauthn.", "payments."), (WrongCeremony, WrongCeremony));
    assert_eq!(altered("{", "["), (Malformed, Malformed));
    let twice = altered("{", "{\"origin\":\"https://sms.example.com\",");
    assert_eq!(twice, (Malformed, Malformed));

    let elsewhere = RelyingParty::of_url("https://example.com").unwrap();
    assert_eq!(register_at(&elsewhere, parts), Err(WrongOrigin));
    let mut swapped = parts.clone();
    swapped.got[1][0] ^= 1;
    assert_eq!(sign_in(&passkey, &swapped), Err(PasskeyFault::WrongRelyingParty));
    swapped.created[0].clone_from(&parts.got[0]);
    assert_eq!(register(&swapped), Err(WrongCeremony));
    swapped = parts.clone();
    let (from, to) = (encode(SIGN_IN_CHALLENGE), encode(b"sign-in challengf"));
    swapped.got[0] = replaced(&parts.got[0], from.as_bytes(), to.as_bytes());
    assert_eq!(sign_in(&passkey, &swapped), Err(PasskeyFault::WrongChallenge));
}

#[test]
fn passkey_that_did_not_verify_the_person_is_refused() {
    let parts = &parts()[0];
    let passkey = register(parts).unwrap();
    for flags in [0x00, 0x01, 0x04] {
        let mut altered = parts.clone();
        altered.got[1][32] = flags;
        assert_eq!(sign_in(&passkey, &altered), Err(PasskeyFault::UserNotVerified), "{flags}");
    }
    let mut altered = parts.clone();
    altered.got[1][32] = 0x05 | 0x10;
    assert_eq!(sign_in(&passkey, &altered), Err(PasskeyFault::Malformed));
}

#[test]
fn attestation_other_than_none_is_refused() {
    let mut parts = parts()[0].clone();
    parts.created[1] = replaced(&parts.created[1], b"none", b"tpm!");
    assert_eq!(register(&parts), Err(PasskeyFault::UnsupportedAttestation));
}

#[test]
fn counter_must_grow_unless_both_are_zero() {
    let parts = &parts()[0];
    let passkey = register(parts).unwrap();
    for stored in [2, 3, u32::MAX] {
        let copied = NewPasskey { sign_count: stored, ..passkey.clone() };
        assert_eq!(sign_in(&copied, parts), Err(PasskeyFault::CountWentBack), "{stored}");
    }
}

#[test]
fn passkey_of_another_credential_or_key_is_refused() {
    let all = parts();
    let passkeys: Vec<_> = all.iter().map(|it| register(it).unwrap()).collect();
    assert_eq!(sign_in(&passkeys[1], &all[0]), Err(PasskeyFault::WrongPasskey));
    let mixed = NewPasskey { public_key: passkeys[1].public_key.clone(), ..passkeys[0].clone() };
    assert_eq!(sign_in(&mixed, &all[0]), Err(PasskeyFault::WrongSignature));
}

#[test]
fn short_rsa_key_and_point_off_the_curve_are_not_supported() {
    let all = parts();
    let es256 = register(&all[0]).unwrap().public_key;
    let mut off_curve = es256.clone();
    *off_curve.last_mut().unwrap() ^= 1;
    assert_eq!(PublicKey::read(&off_curve).unwrap_err(), PasskeyFault::UnsupportedKey);
    let mut long = es256;
    long.push(0);
    assert_eq!(PublicKey::read(&long).unwrap_err(), PasskeyFault::Malformed);
    // An RSA key of 1024 bits: {1: 3, 3: -257, -1: h'ff…', -2: h'010001'}.
    let mut short = vec![0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x58, 0x80];
    short.extend([0xff; 128]);
    short.extend([0x21, 0x43, 0x01, 0x00, 0x01]);
    assert_eq!(PublicKey::read(&short).unwrap_err(), PasskeyFault::UnsupportedKey);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn sign_in_with_any_altered_bit_is_refused(
        which in 0_usize..3, field in 0_usize..4, at: Index, bit in 0_u8..8,
    ) {
        let mut parts = parts().swap_remove(which);
        let passkey = register(&parts).unwrap();
        let bytes = match field {
            3 => &mut parts.credential_id,
            field => &mut parts.got[field],
        };
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(sign_in(&passkey, &parts).is_err());
    }

    #[test]
    fn truncated_or_extended_response_is_refused(
        which in 0_usize..3, field in 0_usize..3, length: Index, extra: u8,
    ) {
        let whole = parts().swap_remove(which);
        let passkey = register(&whole).unwrap();
        let mut cut = whole.clone();
        let length = length.index(cut.got[field].len());
        cut.got[field].truncate(length);
        prop_assert!(sign_in(&passkey, &cut).is_err());
        let mut extended = whole;
        extended.got[field].push(extra);
        prop_assert!(sign_in(&passkey, &extended).is_err());
    }

    #[test]
    fn any_bytes_are_answered_without_a_panic(bytes: Vec<u8>, head: bool) {
        let mut parts = parts().swap_remove(0);
        let prefix = parts.created[1][..if head { 70 } else { 0 }].to_vec();
        parts.created[1] = [prefix, bytes.clone()].concat();
        prop_assert!(register(&parts).is_err());
        prop_assert!(PublicKey::read(&bytes).is_err());
    }
}
