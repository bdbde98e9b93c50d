use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use super::*;

const OLD: &str = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NEW: &str = "new:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
const BINDING: [&str; 3] = ["webhook secret", "00112233aabbccdd", "ep_1"];

fn keyring(keys: &[&str]) -> Keyring {
    Keyring::parse(&keys.join(",")).unwrap()
}

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(7)
}

fn sealed() -> String {
    seal(b"whsec_test", &keyring(&[OLD]), &BINDING, &mut rng()).unwrap()
}

#[test]
fn sealed_secret_opens_for_the_same_binding() {
    assert_eq!(open(&sealed(), &keyring(&[OLD]), &BINDING).unwrap(), b"whsec_test");
}

#[test]
fn sealed_text_names_version_and_key_and_hides_the_secret() {
    let text = sealed();
    let encoded = text.strip_prefix("v1.old.").unwrap();
    let bytes = BASE64.decode(encoded).unwrap();
    assert_eq!(bytes.len(), 12 + 10 + 16);
    assert!(!bytes.windows(5).any(|window| window == b"whsec"));
}

/// AES-256-GCM of these inputs by OpenSSL. Stored texts must open in later versions.
#[test]
fn stored_format_does_not_change() {
    let vector = "v1.old.ZGVmZ2hpamtsbW5vP3OtAxq2IvtNFpE6I/8hB75K5j/XRIVf63g=";
    assert_eq!(open(vector, &keyring(&[OLD]), &BINDING).unwrap(), b"whsec_test");
}

#[test]
fn new_key_seals_and_the_old_one_still_opens() {
    let rotated = keyring(&[NEW, OLD]);
    assert_eq!(open(&sealed(), &rotated, &BINDING).unwrap(), b"whsec_test");
    assert!(!rotated.sealed_with_newest(&sealed()));
    let resealed = seal(b"whsec_test", &rotated, &BINDING, &mut rng()).unwrap();
    assert!(resealed.starts_with("v1.new.") && rotated.sealed_with_newest(&resealed));
    assert_eq!(open(&resealed, &keyring(&[NEW]), &BINDING).unwrap(), b"whsec_test");
}

#[test]
fn removed_key_is_reported_as_unknown() {
    assert_eq!(open(&sealed(), &keyring(&[NEW]), &BINDING), Err(OpenError::UnknownKey));
}

#[test]
fn different_key_with_the_same_id_does_not_open() {
    let other = NEW.replace("new", "old");
    assert_eq!(open(&sealed(), &keyring(&[&other]), &BINDING), Err(OpenError::Corrupt));
}

#[test]
fn parts_of_a_binding_cannot_be_shifted_into_one_another() {
    let keyring = keyring(&[OLD]);
    let text = seal(b"x", &keyring, &["ab", "c"], &mut rng()).unwrap();
    for other in [&["a", "bc"][..], &["abc"], &["ab", "c", ""], &["c", "ab"], &["ab"], &[]] {
        assert_eq!(open(&text, &keyring, other), Err(OpenError::Corrupt), "{other:?}");
    }
}

#[test]
fn two_sealings_of_one_secret_differ() {
    let (keyring, mut rng) = (keyring(&[OLD]), rng());
    let mut seal = || seal(b"x", &keyring, &BINDING, &mut rng).unwrap();
    assert_ne!(seal(), seal());
}

#[test]
fn malformed_texts_are_corrupt() {
    let text = sealed();
    let (cut, _) = text.split_at(text.len() - 4);
    for other in ["", "v1", "v1.old", "v1.old.", "v1..AAAA", "v1.old.AAAA", "v1.old.é", "x", cut] {
        assert_eq!(open(other, &keyring(&[OLD]), &BINDING), Err(OpenError::Corrupt), "{other}");
    }
    let later = text.replace("v1", "v2");
    assert_eq!(open(&later, &keyring(&[OLD]), &BINDING), Err(OpenError::Corrupt));
}

#[test]
fn secret_beyond_the_size_limit_is_refused() {
    let most = vec![0; MAX_PLAINTEXT_BYTES + 1];
    let sealed = |secret: &[u8]| seal(secret, &keyring(&[OLD]), &BINDING, &mut rng());
    assert_eq!(sealed(&most), Err(SealError::TooLong));
    assert!(sealed(&most[1..]).is_ok());
}

proptest! {
    #[test]
    fn secret_opens_only_with_its_own_key_and_binding(
        secret: Vec<u8>,
        key: [u8; 32],
        other_key: [u8; 32],
        binding in prop::collection::vec("\\PC{0,6}", 0..4),
        other_binding in prop::collection::vec("\\PC{0,6}", 0..4),
        seed: u64,
    ) {
        let ring = |bytes: &[u8]| Keyring::parse(&format!("k:{}", BASE64.encode(bytes))).unwrap();
        let binding: Vec<_> = binding.iter().map(String::as_str).collect();
        let other_binding: Vec<_> = other_binding.iter().map(String::as_str).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let sealed = seal(&secret, &ring(&key), &binding, &mut rng).unwrap();
        prop_assert_eq!(open(&sealed, &ring(&key), &binding), Ok(secret));
        if key != other_key {
            prop_assert_eq!(open(&sealed, &ring(&other_key), &binding), Err(OpenError::Corrupt));
        }
        if binding != other_binding {
            prop_assert_eq!(open(&sealed, &ring(&key), &other_binding), Err(OpenError::Corrupt));
        }
    }

    #[test]
    fn altered_byte_is_detected(secret: Vec<u8>, at: prop::sample::Index, flip in 1_u8..) {
        let keyring = keyring(&[OLD]);
        let sealed = seal(&secret, &keyring, &BINDING, &mut rng()).unwrap();
        let mut bytes = BASE64.decode(sealed.strip_prefix("v1.old.").unwrap()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let altered = format!("v1.old.{}", BASE64.encode(bytes));
        prop_assert_eq!(open(&altered, &keyring, &BINDING), Err(OpenError::Corrupt));
    }

    #[test]
    fn arbitrary_text_does_not_open(text in "\\PC{0,60}|v1\\.(old|new)\\.[A-Za-z0-9+/=]{0,60}") {
        prop_assert!(open(&text, &keyring(&[OLD]), &BINDING).is_err());
    }
}
