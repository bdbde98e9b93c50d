//! Searching texts and numbers for what a person remembers of a message.

/// Longest text to search for, in characters.
pub const MAX_SEARCH_CHARS: usize = 100;

/// A text to search for, without regard to case.
#[derive(Clone, PartialEq, Eq)]
pub struct SearchText {
    folded: String,
    /// Its digits, if it looks like a part of a phone number.
    digits: Option<String>,
}

impl SearchText {
    /// Reads a text to search for. `None` if it is blank or longer than [`MAX_SEARCH_CHARS`].
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MAX_SEARCH_CHARS {
            return None;
        }
        let is_number =
            |it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '(' | ')' | '.' | ' ');
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = (text.chars().all(is_number) && !digits.is_empty()).then_some(digits);
        Some(Self { folded: text.to_lowercase(), digits })
    }

    /// Whether the text contains it.
    pub fn is_in_text(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.folded)
    }

    /// Whether the number, short code or name contains it. Punctuation of a number is ignored.
    pub fn is_in_address(&self, address: &str) -> bool {
        let has_digits = |digits: &String| address.contains(digits.as_str());
        self.digits.as_ref().is_some_and(has_digits) || self.is_in_text(address)
    }
}

/// The text is what somebody wrote to somebody, or a number.
impl std::fmt::Debug for SearchText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SearchText(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_any_case_and_anywhere() {
        let search = SearchText::parse(" ÜBER dem ").unwrap();
        assert!(search.is_in_text("Wir sind über DEM Berg"));
        assert!(!search.is_in_text("Wir sind über den Berg"));
    }

    #[test]
    fn part_of_a_number_is_found_however_it_is_punctuated() {
        for part in ["555-0123", "(202) 555", "+1 202", "0123"] {
            assert!(SearchText::parse(part).unwrap().is_in_address("+12025550123"), "{part}");
        }
        assert!(!SearchText::parse("555-0124").unwrap().is_in_address("+12025550123"));
        assert!(SearchText::parse("acme").unwrap().is_in_address("ACME Shop"));
    }

    #[test]
    fn blank_and_overlong_texts_are_refused() {
        assert_eq!(SearchText::parse("  "), None);
        assert_eq!(SearchText::parse(&"a".repeat(101)), None);
        assert!(SearchText::parse(&"ä".repeat(100)).is_some());
    }
}
