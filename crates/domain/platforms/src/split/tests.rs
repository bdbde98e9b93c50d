//! Splitting loses nothing and keeps every post within the limit.

use proptest::prelude::*;

use super::*;
use crate::{PlatformKind, of};

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn split(text: &str, max: usize, reserved: usize) -> Result<Vec<String>, Failure> {
    let limit = Limit { max, reserved, measure: characters };
    posts(&PostContent::Text(text.to_owned()), &limit)
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn text_that_fits_is_one_unnumbered_post() {
    assert_eq!(split(" one two ", 7, 3), Ok(vec!["one two".to_owned()]));
}

#[test]
fn longer_text_is_cut_between_words() {
    let expected = ["one two", "three", "four"].map(str::to_owned);
    assert_eq!(split("one two three\n four", 8, 0), Ok(expected.to_vec()));
    let expected = ["one two (1/3)", "three (2/3)", "four (3/3)"].map(str::to_owned);
    assert_eq!(split("one two three\n four", 14, 6), Ok(expected.to_vec()));
}

#[test]
fn overlong_word_fills_the_current_post_and_is_cut() {
    let expected = ["a bcd", "efghi", "j k"].map(str::to_owned);
    assert_eq!(split("a bcdefghij k", 5, 0), Ok(expected.to_vec()));
}

#[test]
fn grapheme_is_cut_only_if_it_fits_no_post() {
    let family = "👨‍👩‍👧";
    assert_eq!(split(&format!("abc{family}"), 6, 0), Ok(vec!["abc".to_owned(), family.to_owned()]));
    assert_eq!(split(family, 3, 0).map(|posts| posts.concat()), Ok(family.to_owned()));
}

#[test]
fn empty_and_overlong_texts_are_refused() {
    assert_eq!(split(" \n", 5, 0), Err(Failure::refused("empty_text")));
    assert_eq!(split(&"a ".repeat(MAX_POSTS + 1), 1, 0), Err(Failure::refused("text_too_long")));
    assert!(split(&"a ".repeat(MAX_POSTS), 1, 0).is_ok());
    let too_long = "a".repeat(MAX_TEXT_BYTES + 1);
    assert_eq!(split(&too_long, too_long.len(), 0), Err(Failure::refused("text_too_long")));
    let email = PostContent::Email(crate::Email::default());
    let limit = Limit { max: 5, reserved: 0, measure: characters };
    assert_eq!(posts(&email, &limit), Err(Failure::refused("not_a_text")));
}

/// Texts with all kinds of characters that are measured specially.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z]{1,12}",
        " {1,3}|\n|\u{a0}|\u{3000}",
        "\\PC{0,8}",
        "https://[a-z]{1,8}\\.(com|x)/[a-z0-9/?=]{0,60}",
        "[a-z]{1,4}\\.(com|co|x1)[/,]?",
        "[\u{4e00}-\u{4eff}]{0,60}",
        "👨‍👩‍👧|🇨🇲|👍🏽|1️⃣|©",
        "(e\u{301}){1,20}|\u{915}\u{93c}|\u{958}",
    ];
    prop::collection::vec(part, 0..120).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_character_is_lost_and_no_post_is_too_long(text in texts(), max in 1_usize..60) {
        let text = text.trim().to_owned();
        if let Ok(posts) = split(&text, max, 0) {
            prop_assert_eq!(visible(&posts.concat()), visible(&text));
            for post in &posts {
                prop_assert!(!post.is_empty() && post.trim() == post && characters(post) <= max);
                prop_assert!(text.contains(post.as_str()));
            }
        }
    }

    #[test]
    fn every_platforms_posts_are_within_its_limit_and_lose_nothing(text in texts()) {
        for kind in [PlatformKind::Twitter, PlatformKind::Mastodon, PlatformKind::Bluesky] {
            let Ok(posts) = of(kind).posts(&PostContent::Text(text.clone())) else {
                prop_assert!(text.trim().is_empty());
                continue;
            };
            let (limit, count) = (crate::testing::limit(kind), posts.len());
            let mut told = String::new();
            for (index, post) in posts.iter().enumerate() {
                prop_assert!((limit.measure)(post) <= limit.max, "{:?} {}", kind, post);
                let suffix = format!(" ({}/{count})", index + 1);
                let numbered = limit.reserved > 0 && count > 1;
                let piece = if numbered { post.strip_suffix(&suffix) } else { Some(post.as_str()) };
                told.push_str(piece.unwrap());
            }
            prop_assert_eq!(visible(&told), visible(&text));
        }
    }
}
