//! Names of accounts, by which operators tell them apart.

const MAX_CHARS: usize = 64;

/// A name of 1 to 64 letters, digits, blanks or `._@-`, which begins with a letter or a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountName(String);

impl AccountName {
    /// Parses a name as it is. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let begins = text.chars().next().is_some_and(char::is_alphanumeric);
        let plain = |char: char| char.is_alphanumeric() || " ._@-".contains(char);
        let fits = text.chars().count() <= MAX_CHARS && text.chars().all(plain);
        (begins && fits).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_begins_with_a_letter_or_a_digit_and_has_no_other_signs() {
        for text in ["a", "7", "Große Firma", "a.b_c@d-e", &"x".repeat(64)] {
            assert_eq!(AccountName::parse(text).unwrap().as_str(), text);
        }
        for text in ["", " a", "-a", "a\n", "a\"", "a'b", "a/b", "a\0", &"x".repeat(65)] {
            assert_eq!(AccountName::parse(text), None, "{text:?}");
        }
    }
}
