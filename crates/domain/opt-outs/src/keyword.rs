//! Keywords: texts by which a person changes what an account may send, or asks for help.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest text in bytes that is compared with keywords. A longer one is a message and costs nothing to dismiss.
const MAX_COMPARED_BYTES: usize = 512;

/// A person's request to the sender of SMS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyword {
    /// Send nothing more.
    Stop,
    /// Send again.
    Start,
    /// Say who is sending.
    Help,
}

impl Keyword {
    pub const ALL: [Self; 3] = [Self::Stop, Self::Start, Self::Help];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Start => "start",
            Self::Help => "help",
        }
    }
}

/// Returns the form in which texts and keywords are compared: compatibility forms are unified (a full-width `ＳＴＯＰ`
/// is `stop`), case and punctuation around the text are ignored, and any white space within is one space. `None` if
/// nothing is left, or if the text is too long to be a keyword.
pub fn normalize(text: &str) -> Option<String> {
    if text.len() > MAX_COMPARED_BYTES {
        return None;
    }
    let unified: String = text.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let word = unified.trim_matches(is_ignored);
    let parts: Vec<&str> = word.split_whitespace().collect();
    let word = parts.join(" ");
    (!word.is_empty()).then_some(word)
}

/// Whether a character around a keyword is ignored: white space, punctuation, and marks that are not visible.
fn is_ignored(character: char) -> bool {
    let is_mark = |it: char| "¡¿–—…´“”„‟‘’‚‛«»‹›「」『』。！，、·•".contains(it);
    let is_invisible = |it: char| {
        matches!(it, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fffd}')
    };
    character.is_whitespace()
        || character.is_control()
        || character.is_ascii_punctuation()
        || is_mark(character)
        || is_invisible(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spelling_punctuation_and_case_of_a_keyword_are_ignored() {
        for text in [
            "STOP",
            "stop",
            " Stop\r\n",
            "STOP.",
            "stop?!",
            "“Stop.”",
            "«stop»",
            "(STOP)",
            "\0STOP\u{200b}",
            "Stop…",
            "ＳＴＯＰ",
            "\u{202a}Stop\u{202c}",
            "𝐒𝐓𝐎𝐏",
        ] {
            assert_eq!(normalize(text).as_deref(), Some("stop"), "{text:?}");
        }
        assert_eq!(normalize(" Stop \t ALL. ").as_deref(), Some("stop all"));
        assert_eq!(normalize("ARRE\u{302}T").as_deref(), Some("arrêt"));
    }

    #[test]
    fn text_without_letters_or_digits_is_no_keyword() {
        for text in ["", " ", "...", "\"\"", "\u{200b}\u{feff}", "!?"] {
            assert_eq!(normalize(text), None, "{text:?}");
        }
    }

    #[test]
    fn long_text_is_no_keyword() {
        assert_eq!(normalize(&format!("{}stop", " ".repeat(508))).as_deref(), Some("stop"));
        assert_eq!(normalize(&format!("{}stop", " ".repeat(509))), None);
    }

    proptest! {
        #[test]
        fn every_ascii_spelling_of_a_text_has_one_normal_form(text in "[ -~]{0,40}") {
            let normal = normalize(&text);
            prop_assert_eq!(&normalize(&text.to_ascii_uppercase()), &normal);
            prop_assert_eq!(&normalize(&text.to_ascii_lowercase()), &normal);
            prop_assert_eq!(&normalize(&format!("  ({text}).\r\n")), &normal);
        }

        #[test]
        fn any_text_is_normalized_without_a_fault(text in "(?s:.){0,80}") {
            if let Some(normal) = normalize(&text) {
                prop_assert!(!normal.is_empty() && !normal.starts_with(char::is_whitespace));
                prop_assert!(!normal.contains("  "));
            }
        }

        #[test]
        fn words_beside_a_keyword_make_another_text(word in "[a-z]{1,8}") {
            prop_assert_ne!(normalize(&format!("stop {word}")), normalize("stop"));
            prop_assert_ne!(normalize(&format!("{word}stop")), normalize("stop"));
        }
    }
}
