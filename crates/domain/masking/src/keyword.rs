//! Keywords that people send to the number itself rather than to each other.

/// A request of a sender to the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    Stop,
    Start,
    Help,
}

impl Keyword {
    /// Recognizes a keyword: the whole text is the word, in any case, possibly in quotes or followed by
    /// punctuation. Carriers know more words (END, CANCEL, QUIT, YES, INFO), but between two people those are
    /// answers to each other.
    pub fn of(text: &str) -> Option<Self> {
        let word = text.trim_matches(is_trimming);
        let is = |words: &[&str]| words.iter().any(|it| word.eq_ignore_ascii_case(it));
        if is(&["STOP", "STOPALL", "UNSUBSCRIBE"]) {
            Some(Self::Stop)
        } else if is(&["START", "UNSTOP"]) {
            Some(Self::Start)
        } else if is(&["HELP"]) {
            Some(Self::Help)
        } else {
            None
        }
    }
}

/// Whether a character around a word is ignored. A question mark is not: `Start?` is a question to the other
/// person.
fn is_trimming(character: char) -> bool {
    let is_mark = |it: char| ".,;:!¡*_-–—…()[]<>\"'`´“”„‟‘’‚‛«»‹›「」『』。！，".contains(it);
    let is_invisible =
        |it: char| matches!(it, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffd}');
    character.is_whitespace()
        || character.is_control()
        || is_mark(character)
        || is_invisible(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keyword_is_recognized_inside_punctuation_and_quotes() {
        for text in [
            "STOP",
            "stop",
            " Stop\r\n",
            "STOP.",
            "\"Stop\"",
            "stop!",
            "‘STOP’",
            "“Stop.”",
            "«stop»",
            "stop!!!",
            "(STOP)",
            "*stop*",
            "\0STOP\u{200b}",
            "Stop…",
        ] {
            assert_eq!(Keyword::of(text), Some(Keyword::Stop), "{text:?}");
        }
        for text in ["Unsubscribe.", "'STOPALL'"] {
            assert_eq!(Keyword::of(text), Some(Keyword::Stop), "{text:?}");
        }
        assert_eq!(
            (Keyword::of("Start!"), Keyword::of("\"unstop\"")),
            (Some(Keyword::Start), Some(Keyword::Start))
        );
        assert_eq!(Keyword::of("HELP!"), Some(Keyword::Help));
    }

    #[test]
    fn other_words_are_no_keywords() {
        for text in [
            "",
            ".",
            "\"\"",
            "stop it",
            "Stop. Please",
            "don't stop",
            "STOP2",
            "nonstop",
            "S.T.O.P",
            "START?",
            "st op",
            "🛑",
        ] {
            assert_eq!(Keyword::of(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn case_does_not_change_whether_a_text_is_a_keyword(text in "\\PC{0,12}") {
            prop_assert_eq!(Keyword::of(&text.to_ascii_uppercase()), Keyword::of(&text.to_ascii_lowercase()));
        }
    }
}
