//! What of a text is shown in a list.

/// The beginning of the text that has at most `max_bytes` bytes, whole letters only.
pub fn preview(text: &str, max_bytes: usize) -> &str {
    let mut at = max_bytes.min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    text.get(..at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_fits_is_shown_whole() {
        assert_eq!((preview("abc", 3), preview("abc", 9), preview("", 0)), ("abc", "abc", ""));
    }

    #[test]
    fn a_longer_one_is_cut_between_letters() {
        assert_eq!((preview("aéb", 2), preview("aéb", 3), preview("é", 1)), ("a", "aé", ""));
    }

    proptest! {
        #[test]
        fn a_preview_is_a_beginning_and_no_longer_than_asked(text: String, max in 0_usize..20) {
            let shown = preview(&text, max);
            prop_assert!(text.starts_with(shown) && shown.len() <= max);
            prop_assert!(shown == text || shown.len() + 4 > max);
        }
    }
}
