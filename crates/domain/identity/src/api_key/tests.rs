use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::*;

fn account() -> AccountId {
    AccountId::parse("00112233445566aa").unwrap()
}

fn secrets(current: &str) -> ServerSecrets {
    ServerSecrets::new(current, None)
}

fn minted(secret: &str) -> ApiKey {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    ApiKey::mint(KeyKind::Client, &account(), &secrets(secret), &mut rng)
}

#[test]
fn digest_of_the_contracts_example_key_matches_the_contract() {
    let key = "gw_live_a6e2b250dade8f6501256a8717723fc3f8ab7d4e7cb26aad470d65ee8478a82c";
    let digest = "9d7c4a10731fcc8900a3bdaa04d3822785bc01345943670d8ab1711c12d5a09a";
    assert_eq!(key_digest(key), digest);
}

#[test]
fn new_key_has_the_published_format_and_contains_its_account() {
    let key = minted("s");
    let body = key.expose().strip_prefix("api_live_").unwrap();
    assert_eq!(body.len(), 64);
    let issued = IssuedKey::verify(key.expose(), &secrets("s")).unwrap();
    assert_eq!((issued.kind, issued.account_id), (KeyKind::Client, account()));
    assert_eq!(issued.digest, key.digest());
    assert_eq!(key.display_prefix(), format!("api_live_{}", body.get(16..22).unwrap()));
}

#[test]
fn key_of_the_previous_secret_is_accepted_and_key_of_another_is_not() {
    let key = minted("old");
    let rotated = ServerSecrets::new("new", Some("old".to_owned()));
    assert!(IssuedKey::verify(key.expose(), &rotated).is_some());
    assert_eq!(IssuedKey::verify(key.expose(), &secrets("new")), None);
}

#[test]
fn key_cannot_change_its_kind_or_account() {
    let key = minted("s");
    let body = key.expose().strip_prefix("api_live_").unwrap();
    assert_eq!(IssuedKey::verify(&format!("gw_live_{body}"), &secrets("s")), None);
    let other = format!("api_live_ffffffffffffffff{}", body.get(16..).unwrap());
    assert_eq!(IssuedKey::verify(&other, &secrets("s")), None);
}

#[test]
fn derived_bytes_differ_by_secret_and_purpose_and_follow_the_rotation() {
    let rotated = ServerSecrets::new("new", Some("old".to_owned()));
    assert_eq!(
        rotated.derive("a"),
        [secrets("new").derive("a"), secrets("old").derive("a")].concat()
    );
    assert_eq!(secrets("new").derive("a").len(), 1);
    assert_ne!(rotated.derive("a"), rotated.derive("b"));
}

#[test]
fn debug_output_hides_secrets_and_keys() {
    let key = minted("hush");
    assert!(!format!("{:?}", secrets("hush")).contains("hush"));
    assert!(!format!("{key:?}").contains(key.expose()));
}

proptest! {
    #[test]
    fn string_that_was_never_issued_is_rejected(text in "(api_live_|gw_live_|reg_live_)?[0-9a-f]{0,70}|\\PC*") {
        prop_assert_eq!(IssuedKey::verify(&text, &secrets("s")), None);
    }

    #[test]
    fn changing_any_character_invalidates_a_key(at in 9_usize..73, to in "[0-9a-f]") {
        let key = minted("s").expose().to_owned();
        let mut changed = key.clone();
        changed.replace_range(at..=at, &to);
        prop_assert_eq!(IssuedKey::verify(&changed, &secrets("s")).is_some(), changed == key);
    }
}
