use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use telephony::{Region, Validation};

use super::*;

const SECRET: &[u8] = b"a pepper of 22 bytes..";

fn pepper() -> Pepper {
    Pepper::new(SECRET).unwrap()
}

fn account(text: &str) -> AccountId {
    AccountId::parse(text).unwrap()
}

fn ours() -> AccountId {
    account("00112233445566aa")
}

fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text, Region::parse("US").unwrap(), Validation::Lenient).unwrap()
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn purpose(text: &str) -> Purpose {
    Purpose::parse(text).unwrap()
}

fn issued(seed: u64) -> (IssuedCode, LiveCode) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let to = phone("+12025550123");
    let expiry = ExpiryMinutes::default();
    let issued = IssuedCode::draw(
        &ours(),
        &to,
        Purpose::default(),
        expiry,
        &pepper(),
        UnixMillis::new(1_000),
        &mut rng,
    );
    let live = LiveCode {
        id: issued.id.clone(),
        purpose: issued.purpose.clone(),
        digest: CodeDigest::parse(&issued.digest.to_hex()).unwrap(),
    };
    (issued, live)
}

fn right(given: Option<&Code>, live: Option<&LiveCode>) -> bool {
    is_right(given, live, &ours(), &phone("+12025550123"), &pepper())
}

#[test]
fn digest_is_the_hmac_of_the_length_prefixed_fields() {
    let digest = CodeDigest::of(
        &code("000123"),
        CodeContext {
            account_id: &ours(),
            phone: &phone("+12025550123"),
            purpose: &Purpose::default(),
            code_id: &CodeId::parse(&format!("otp_{}", "0f".repeat(16))).unwrap(),
        },
        &pepper(),
    );
    // Computed with Python's hmac and hashlib.
    let expected = "dc3113ced82a1f3c3132d6a2a835b3200cd99316c726b55150159367b167707d";
    assert_eq!(digest.to_hex(), expected);
}

#[test]
fn right_code_matches_and_expires_on_time() {
    let (issued, live) = issued(1);
    assert!(right(Some(&issued.code), Some(&live)));
    assert_eq!(issued.expires_at_ms, UnixMillis::new(301_000));
}

#[test]
fn code_does_not_match_another_account_phone_purpose_id_or_pepper() {
    let (issued, live) = issued(2);
    let (to, other_phone) = (phone("+12025550123"), phone("+12025550124"));
    let other_pepper = Pepper::new(b"another pepper of 22 b").unwrap();
    let check = |live: &LiveCode, account_id: &AccountId, phone: &PhoneNumber, pepper: &Pepper| {
        is_right(Some(&issued.code), Some(live), account_id, phone, pepper)
    };
    assert!(check(&live, &ours(), &to, &pepper()));
    assert!(!check(&live, &account("00112233445566ab"), &to, &pepper()));
    assert!(!check(&live, &ours(), &other_phone, &pepper()));
    assert!(!check(&live, &ours(), &to, &other_pepper));
    let for_payment = LiveCode { purpose: purpose("payment"), ..live.clone() };
    assert!(!check(&for_payment, &ours(), &to, &pepper()));
    let id = CodeId::random(&mut ChaCha8Rng::seed_from_u64(3));
    assert!(!check(&LiveCode { id, ..live }, &ours(), &to, &pepper()));
}

#[test]
fn missing_code_on_either_side_never_matches() {
    let (issued, live) = issued(4);
    assert!(!right(None, Some(&live)));
    assert!(!right(Some(&issued.code), None));
    assert!(!right(None, None));
    // Not even if the stored digest equals the one that a missing code is hashed to.
    let of_decoy = CodeDigest::of(
        &Code::decoy(),
        CodeContext {
            account_id: &ours(),
            phone: &phone("+12025550123"),
            purpose: &live.purpose,
            code_id: &live.id,
        },
        &pepper(),
    );
    let live = LiveCode { digest: of_decoy, ..live };
    assert!(!right(None, Some(&live)));
    assert!(right(Some(&code("000000")), Some(&live)));
}

#[test]
fn guess_counts_for_the_given_purpose_else_the_codes_else_the_default() {
    let (_, live) = issued(5);
    let live = LiveCode { purpose: purpose("payment"), ..live };
    assert_eq!(attempt_purpose(Some(&purpose("login")), Some(&live)), purpose("login"));
    assert_eq!(attempt_purpose(None, Some(&live)), purpose("payment"));
    assert_eq!(attempt_purpose(None, None).as_str(), "authentication");
}

#[test]
fn short_pepper_is_rejected() {
    assert_eq!(Pepper::new(&[7; 15]).err(), Some(crate::PepperError));
    assert!(Pepper::new(&[7; 16]).is_ok());
}

#[test]
fn debug_output_hides_code_digest_and_pepper() {
    let (issued, live) = issued(6);
    let shown = format!("{issued:?} {live:?} {:?}", pepper());
    assert!(!shown.contains(&issued.code.expose()), "{shown}");
    assert!(!shown.contains(&issued.digest.to_hex()), "{shown}");
    assert!(!shown.contains("a pepper"), "{shown}");
}

#[test]
fn digest_is_parsed_only_from_64_hex_characters() {
    for text in ["", "00", &"0".repeat(63), &"0".repeat(66), &"g".repeat(64)] {
        assert!(CodeDigest::parse(text).is_none(), "{text}");
    }
}

proptest! {
    #[test]
    fn only_the_sent_code_matches(seed: u64, guess in 0_u32..1_000_000) {
        let (issued, live) = issued(seed);
        let guess = code(&format!("{guess:06}"));
        prop_assert_eq!(
            right(Some(&guess), Some(&live)),
            guess.expose() == issued.code.expose()
        );
        prop_assert!(right(Some(&issued.code), Some(&live)));
    }
}
