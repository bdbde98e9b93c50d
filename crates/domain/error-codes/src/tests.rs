//! Completeness of the explanations.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_code_is_explained_once() {
    let explained: Vec<_> = explanations::all().map(|it| it.code).collect();
    let distinct: BTreeSet<_> = explained.iter().copied().collect();
    assert_eq!(explained.len(), distinct.len(), "a code is explained twice");
    for code in ErrorCode::ALL {
        assert!(distinct.contains(code), "{} is not explained", code.as_str());
    }
    assert_eq!(Explanation::all().len(), ErrorCode::ALL.len());
}

#[test]
fn codes_are_distinct_words_in_snake_case() {
    let mut seen = BTreeSet::new();
    for code in ErrorCode::ALL {
        let text = code.as_str();
        assert!(seen.insert(text), "{text} stands twice");
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        assert!(text.chars().all(is_plain) && !text.starts_with('_'), "{text}");
        assert!((400..600).contains(&code.status()), "{text}");
        assert!(!code.title().ends_with('.'), "{text}");
    }
}

#[test]
fn explanations_are_sentences() {
    for Explanation { code, meaning, causes, remedies } in Explanation::all() {
        let code = code.as_str();
        assert!(!causes.is_empty() && !remedies.is_empty(), "{code}");
        for text in [meaning].iter().chain(causes).chain(remedies) {
            assert!(text.ends_with('.'), "{code}: {text}");
            assert!(
                text.starts_with(|it: char| it.is_ascii_uppercase() || it == '`'),
                "{code}: {text}"
            );
        }
    }
}
