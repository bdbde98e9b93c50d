use proptest::prelude::*;

use super::*;
use crate::testing::{text, vectors};

fn key() -> ServiceKey {
    ServiceKey::new("0123456789abcdef0123456789abcdef").unwrap()
}

#[test]
fn field_vector_opens_and_seals_to_the_same_text() {
    let vector = &vectors()["be_field_encryption"];
    let key = ServiceKey::new(text(&vector["key_ascii"])).unwrap();
    let (stored, plaintext) = (text(&vector["stored"]), text(&vector["plaintext"]));
    assert_eq!(key.open_field(stored).unwrap().expose(), plaintext);
    assert_eq!(key.seal_field(plaintext, text(&vector["iv_ascii"])).unwrap(), stored);
}

#[test]
fn reliability_test_vector_opens_and_seals_to_the_same_text() {
    let vector = &vectors()["v2_reliability_test"];
    let key = ServiceKey::new(text(&vector["key_ascii"])).unwrap();
    let (sealed, plaintext) = (text(&vector["text"]), text(&vector["plaintext"]));
    assert_eq!(key.open_reliability_test(sealed).unwrap().expose(), plaintext);
    let iv = text(&vector["iv_ascii"]).as_bytes().try_into().unwrap();
    assert_eq!(key.seal_reliability_test(plaintext, iv), sealed);
}

#[test]
fn key_is_the_first_32_bytes_padded_with_zeros() {
    let field = key().seal_field("hello", "abcdefghij012345").unwrap();
    let longer = ServiceKey::new("0123456789abcdef0123456789abcdefXYZ").unwrap();
    assert!(longer.open_field(&field).is_ok());
    let short = ServiceKey::new("0123456789abcdef").unwrap();
    assert!(short.open_field(&field).is_err());
    let padded = ServiceKey::new("0123456789abcdef0000000000000000").unwrap();
    let field = short.seal_field("hello", "abcdefghij012345").unwrap();
    assert_eq!(padded.open_field(&field).unwrap().expose(), "hello");
    assert_eq!(ServiceKey::new("0123456789abcde").unwrap_err(), ServiceKeyError);
}

#[test]
fn altered_or_truncated_text_does_not_open() {
    let field = key().seal_field("a longer text than one block has", "abcdefghij012345").unwrap();
    let altered = format!("{}0", field.get(..field.len() - 1).unwrap());
    for text in [
        "",
        "abcdefghij012345",
        field.get(..60).unwrap(),
        field.get(..field.len() - 32).unwrap(),
        &altered,
        field.get(1..).unwrap(),
    ] {
        assert_eq!(key().open_field(text), Err(Undecryptable), "{text}");
    }
    assert_eq!(key().open_reliability_test("Hi Bob!"), Err(Undecryptable));
    assert_eq!(key().open_reliability_test("AAAA"), Err(Undecryptable));
    assert_eq!(key().seal_field("x", "short"), None);
    assert_eq!(key().seal_field("x", &"é".repeat(8)), None);
    assert_eq!(format!("{:?}", key()), "ServiceKey(redacted)");
}

#[test]
fn overlong_field_is_not_decrypted() {
    let open = |length: usize| {
        let field = key().seal_field(&"a".repeat(length), "abcdefghij012345").unwrap();
        key().open_field(&field).map(|_| ())
    };
    assert_eq!(open(base64_text::MAX_TEXT_BYTES / 2 - 1), Ok(()));
    assert_eq!(open(base64_text::MAX_TEXT_BYTES / 2), Err(Undecryptable));
}

proptest! {
    #[test]
    fn any_text_is_opened_or_refused(
        text in "\\PC{0,80}|[a-z0-9]{16}[0-9a-f]{0,96}",
        iv in "[a-z0-9]{16}",
    ) {
        let _ = key().open_field(&text);
        let _ = key().open_reliability_test(&text);
        let field = key().seal_field(&text, &iv).unwrap();
        let opened = key().open_field(&field).unwrap();
        prop_assert_eq!(opened.expose(), text);
    }
}
