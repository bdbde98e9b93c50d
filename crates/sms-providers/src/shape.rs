//! The form that a credential's value has to have.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_compact::PublicKey;

/// Longer than any provider's key or token.
const MAX_BYTES: usize = 2_048;

/// The form of a credential's values. Each is at most 2,048 bytes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Printable ASCII without spaces: a header or a path carries it as it is.
    Plain,
    /// [`Plain`](Self::Plain) without a colon, which would end a user's name in HTTP Basic.
    User,
    /// Any text on one line: a password, or a key of a signature.
    Text,
    /// 32 bytes in base64 that are an Ed25519 public key.
    Ed25519PublicKey,
    /// Two to four letters: it becomes a part of a host name.
    Region,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Shape {
    /// Whether the value, without white space around it, has this form.
    pub fn fits(self, value: &str) -> bool {
        let is_plain = || value.bytes().all(|byte| byte.is_ascii_graphic());
        let fits = match self {
            Self::Plain => is_plain(),
            Self::User => is_plain() && !value.contains(':'),
            Self::Text => !value.chars().any(char::is_control),
            Self::Ed25519PublicKey => is_ed25519(value),
            Self::Region => {
                (2..=4).contains(&value.len())
                    && value.bytes().all(|byte| byte.is_ascii_alphabetic())
            }
            Self::OneOf(words) => words.contains(&value),
        };
        fits && !value.is_empty() && value.len() <= MAX_BYTES
    }

    /// The form in words, for whoever gave a value that does not have it. Never holds the value.
    pub fn expected(self) -> String {
        match self {
            Self::Plain => "up to 2048 printable ASCII characters without spaces".to_owned(),
            Self::User => {
                "up to 2048 printable ASCII characters without spaces and colons".to_owned()
            }
            Self::Text => "up to 2048 bytes of text on one line".to_owned(),
            Self::Ed25519PublicKey => "an Ed25519 public key: 32 bytes in base64".to_owned(),
            Self::Region => "two to four letters".to_owned(),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
        }
    }
}

/// Whether these are the bytes of a point on the curve that can verify anything.
fn is_ed25519(value: &str) -> bool {
    let bytes = STANDARD.decode(value).ok();
    let key = bytes.and_then(|bytes| PublicKey::from_slice(&bytes).ok());
    key.is_some_and(|key| key.validate().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ProviderKind, of};

    #[test]
    fn header_values_hold_no_space_and_no_control_character() {
        for value in ["KEY_abc-1.2", "a:b", "~"] {
            assert!(Shape::Plain.fits(value), "{value}");
        }
        for value in ["", "two words", "line\nbreak", "a\r\nx-injected: 1", "é", "\u{7f}", "\0"] {
            assert!(!Shape::Plain.fits(value), "{value:?}");
            assert!(!Shape::User.fits(value), "{value:?}");
        }
        assert!(!Shape::User.fits("user:name"));
    }

    #[test]
    fn a_password_may_hold_spaces_and_letters_of_any_script_on_one_line() {
        assert!(Shape::Text.fits("correct horse, é"));
        for value in ["", "two\nlines", "\0", "a\tb"] {
            assert!(!Shape::Text.fits(value), "{value:?}");
        }
    }

    #[test]
    fn no_value_is_longer_than_any_key() {
        for shape in [Shape::Plain, Shape::User, Shape::Text] {
            assert!(shape.fits(&"x".repeat(MAX_BYTES)));
            assert!(!shape.fits(&"x".repeat(MAX_BYTES + 1)), "{shape:?}");
        }
    }

    #[test]
    fn a_public_key_is_32_bytes_in_base64() {
        let key = "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
        assert!(Shape::Ed25519PublicKey.fits(key));
        let nothing = STANDARD.encode([0; 32]);
        for value in ["", "AAAA", "not base64", key.trim_end_matches('='), &nothing] {
            assert!(!Shape::Ed25519PublicKey.fits(value), "{value}");
        }
    }

    #[test]
    fn a_part_of_a_host_name_leads_nowhere_else() {
        assert!(Shape::Region.fits("eu") && Shape::Region.fits("US"));
        for value in ["", "e", "evil.example/", "a@b", "a:1", "a?b", "a#b", "us-1"] {
            assert!(!Shape::Region.fits(value), "{value}");
        }
    }

    #[test]
    fn a_word_is_one_of_those_there_are() {
        let shape = Shape::OneOf(&["md5", "sha256"]);
        assert!(shape.fits("md5") && !shape.fits("MD5") && !shape.fits(""));
        assert_eq!(shape.expected(), "one of md5, sha256");
    }

    #[test]
    fn every_credential_has_the_setting_of_its_provider_and_name() {
        for kind in ProviderKind::ALL {
            for credential in of(kind).credentials() {
                let expected = format!("{}_{}", kind.as_str(), credential.name);
                assert_eq!(credential.setting, expected.to_ascii_uppercase());
            }
        }
    }
}
