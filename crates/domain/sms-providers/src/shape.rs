//! Required forms of credentials' values.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_compact::PublicKey;

/// Longest accepted value; providers' keys and tokens are shorter.
const MAX_BYTES: usize = 2_048;

/// The form of a credential's values. Each is at most 2,048 bytes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Printable ASCII without spaces, so that a header or a path carries it unchanged.
    Plain,
    /// [`Plain`](Self::Plain) without a colon, which would end the user name in HTTP Basic.
    User,
    /// Any text on one line: a password, or a signing key.
    Text,
    /// Base64 of 32 bytes that are an Ed25519 public key.
    Ed25519PublicKey,
    /// Two to four letters that become part of a host name.
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

    /// Describes the form to the user whose value does not match it. Never contains the value.
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

/// Whether the value decodes to a valid Ed25519 public key.
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
    fn plain_values_have_no_spaces_or_control_characters() {
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
    fn password_may_have_spaces_and_any_script_on_one_line() {
        assert!(Shape::Text.fits("correct horse, é"));
        for value in ["", "two\nlines", "\0", "a\tb"] {
            assert!(!Shape::Text.fits(value), "{value:?}");
        }
    }

    #[test]
    fn overlong_value_is_refused() {
        for shape in [Shape::Plain, Shape::User, Shape::Text] {
            assert!(shape.fits(&"x".repeat(MAX_BYTES)));
            assert!(!shape.fits(&"x".repeat(MAX_BYTES + 1)), "{shape:?}");
        }
    }

    #[test]
    fn public_key_is_32_bytes_in_base64() {
        let key = "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=";
        assert!(Shape::Ed25519PublicKey.fits(key));
        let nothing = STANDARD.encode([0; 32]);
        for value in ["", "AAAA", "not base64", key.trim_end_matches('='), &nothing] {
            assert!(!Shape::Ed25519PublicKey.fits(value), "{value}");
        }
    }

    #[test]
    fn region_cannot_redirect_to_another_host() {
        assert!(Shape::Region.fits("eu") && Shape::Region.fits("US"));
        for value in ["", "e", "evil.example/", "a@b", "a:1", "a?b", "a#b", "us-1"] {
            assert!(!Shape::Region.fits(value), "{value}");
        }
    }

    #[test]
    fn word_must_be_one_of_the_choices() {
        let shape = Shape::OneOf(&["md5", "sha256"]);
        assert!(shape.fits("md5") && !shape.fits("MD5") && !shape.fits(""));
        assert_eq!(shape.expected(), "one of md5, sha256");
    }

    #[test]
    fn settings_are_named_after_provider_and_credential() {
        for kind in ProviderKind::ALL {
            for credential in of(kind).credentials() {
                let expected = format!("{}_{}", kind.as_str(), credential.name);
                assert_eq!(credential.setting, expected.to_ascii_uppercase());
            }
        }
    }
}
