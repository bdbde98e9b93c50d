use proptest::prelude::*;

use super::*;
use crate::{
    SealedRequest, SharedKey, seal_request,
    testing::{text, vectors},
};

#[test]
fn requests_of_the_second_version_are_distinguished_from_successors() {
    let vectors = vectors();
    for vector in vectors["v2_sms"].as_array().unwrap() {
        assert_eq!(Layout::of(text(&vector["text"])), Ok(Layout::SecondVersion));
    }
    for segment in ["seg0", "seg1"] {
        let segment = text(&vectors["it_segments"][segment]);
        assert_eq!(Layout::of(segment), Ok(Layout::ImageTextSegment));
    }
    let reliability = text(&vectors["v2_reliability_test"]["text"]);
    assert_eq!(Layout::of(reliability), Ok(Layout::Platform));
    let bridge = base64_text::encode(b"\0bridge_content");
    assert_eq!(Layout::of(&bridge), Ok(Layout::Bridge));
    assert_eq!(Layout::of(&base64_text::encode(b"\x01test_content")), Ok(Layout::Platform));
}

#[test]
fn second_version_has_an_iv_and_at_least_one_block_of_base64() {
    let of = |inner: &str| Layout::of(&base64_text::encode(&[&[9; 16], inner.as_bytes()].concat()));
    assert_eq!(of(&"A".repeat(24)), Ok(Layout::SecondVersion));
    assert_eq!(of(&"A".repeat(23)), Ok(Layout::Platform));
    assert_eq!(
        of(&format!("{}\r\n{}==\n", "A".repeat(20), "+/".repeat(20))),
        Ok(Layout::SecondVersion)
    );
    assert_eq!(of(&format!("{}-", "A".repeat(24))), Ok(Layout::Platform));
}

#[test]
fn iv_that_looks_like_a_successors_mark_stays_second_version() {
    let key = SharedKey::parse("0123456789abcdef0123456789abcdef").unwrap();
    for mark in [0, 4] {
        let text = seal_request("t:hello", &key, [mark; 16]);
        assert_eq!(Layout::of(&text), Ok(Layout::SecondVersion));
    }
}

#[test]
fn text_that_is_not_base64_has_no_layout() {
    assert_eq!(Layout::of("Hi Bob!"), Err(TextError::NotBase64));
    assert_eq!(Layout::of(" "), Err(TextError::Empty));
    // A segment's mark is enough: the rest need not be base64.
    assert_eq!(Layout::of("BA kB\n!"), Ok(Layout::ImageTextSegment));
}

proptest! {
    #[test]
    fn sealed_requests_are_of_the_second_version(
        plaintext in "\\PC{0,100}",
        iv in any::<[u8; 16]>(),
    ) {
        let key = SharedKey::parse("0123456789abcdef0123456789abcdef").unwrap();
        prop_assert_eq!(Layout::of(&seal_request(&plaintext, &key, iv)), Ok(Layout::SecondVersion));
    }

    #[test]
    fn any_text_gets_a_layout_or_an_error(text in "\\PC{0,60}|[A-Za-z0-9+/= \n]{0,90}") {
        let layout = Layout::of(&text);
        if SealedRequest::parse(&text).is_ok() {
            prop_assert!(layout.is_ok());
        }
    }
}
