//! What a relay user is called.

const MAX_CHARS: usize = 128;

/// 1 to 128 characters without control characters; white space around them is dropped.
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
    fn a_name_is_kept_without_the_space_around_it() {
        assert_eq!(Name::parse("  Ngozi Ö. \n").unwrap().as_str(), "Ngozi Ö.");
        assert!(Name::parse(&"ü".repeat(128)).is_some());
        for text in ["", "  ", "a\u{0}b", "a\nb", &"a".repeat(129)] {
            assert_eq!(Name::parse(text), None, "{text:?}");
        }
    }
}
