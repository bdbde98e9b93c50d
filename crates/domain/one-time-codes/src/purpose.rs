//! Purpose of a code.

const MAX_CHARS: usize = 64;

/// A code's purpose in the integrator's own words: 1 to 64 visible characters. A code of one purpose is invalid for
/// another, and each purpose has its own attempts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose(String);

/// The text is empty, too long, or has invisible characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a purpose must be 1 to 64 visible characters")]
pub struct PurposeError;

impl Purpose {
    /// Purpose of a code that was requested without one.
    pub const DEFAULT: &'static str = "authentication";

    /// Purpose of a code with which a relay user signs up.
    pub const RELAY_SIGN_UP: &'static str = "relay sign-up";

    /// Purpose of a code that sets a relay user's new password.
    pub const RELAY_RECOVERY: &'static str = "relay recovery";

    pub fn relay_sign_up() -> Self {
        Self(Self::RELAY_SIGN_UP.to_owned())
    }

    pub fn relay_recovery() -> Self {
        Self(Self::RELAY_RECOVERY.to_owned())
    }

    /// Whether the product reserves this purpose for its own codes. An integrator's code of such a purpose could
    /// take over a relay user's account under a different text.
    pub fn is_reserved(&self) -> bool {
        [Self::RELAY_SIGN_UP, Self::RELAY_RECOVERY].contains(&self.as_str())
    }

    /// Parses a purpose: any script, in either case, with plain spaces inside; white space around it is dropped.
    /// Control characters, other white space and invisible marks are refused, since two purposes that look alike
    /// must be equal.
    pub fn parse(text: &str) -> Result<Self, PurposeError> {
        let text = text.trim();
        let fits = (1..=MAX_CHARS).contains(&text.chars().count());
        if fits && text.chars().all(is_visible) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PurposeError)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Purpose {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

fn is_visible(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    c == ' ' || !(c.is_control() || c.is_whitespace() || invisible)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn purpose_is_kept_as_written_without_surrounding_space() {
        for (input, expected) in
            [(" login ", "login"), ("Log In", "Log In"), ("Zahlung für Ö", "Zahlung für Ö")]
        {
            assert_eq!(Purpose::parse(input).unwrap().as_str(), expected);
        }
        assert_eq!(Purpose::parse(Purpose::DEFAULT), Ok(Purpose::default()));
    }

    #[test]
    fn only_the_products_own_purposes_are_reserved() {
        for own in [Purpose::relay_sign_up(), Purpose::relay_recovery()] {
            assert!(own.is_reserved());
            assert!(Purpose::parse(&format!(" {} ", own.as_str())).unwrap().is_reserved());
        }
        assert!(!Purpose::default().is_reserved());
        assert!(!Purpose::parse("recovery").unwrap().is_reserved());
    }

    #[test]
    fn purpose_has_one_to_64_visible_characters() {
        assert!(Purpose::parse(&"ü".repeat(64)).is_ok());
        for text in
            ["", "  \t", &"a".repeat(65), "a\nb", "a\u{0}", "a\u{200b}b", "a\u{a0}b", "\u{feff}"]
        {
            assert_eq!(Purpose::parse(text), Err(PurposeError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn parsing_a_purpose_again_changes_nothing(text in "\\PC{0,70}") {
            if let Ok(purpose) = Purpose::parse(&text) {
                prop_assert_eq!(Purpose::parse(purpose.as_str()), Ok(purpose));
            }
        }
    }
}
