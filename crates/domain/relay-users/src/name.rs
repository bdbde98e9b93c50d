//! Relay users' names.

const MAX_CHARS: usize = 128;

/// A name of 1 to 128 characters without control characters; surrounding white space is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=MAX_CHARS).contains(&text.chars().count());
        (fits && !text.chars().any(char::is_control)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_trimmed() {
        assert_eq!(Name::parse("  Ngozi Ö. \n").unwrap().as_str(), "Ngozi Ö.");
        assert!(Name::parse(&"ü".repeat(128)).is_some());
        for text in ["", "  ", "a\u{0}b", "a\nb", &"a".repeat(129)] {
            assert_eq!(Name::parse(text), None, "{text:?}");
        }
    }
}
