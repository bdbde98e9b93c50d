//! Last line of an SMS by which a browser or an app recognizes a code that is meant for it.

use serde::{Deserialize, Serialize};

use crate::Code;

const MAX_HOST_BYTES: usize = 100;
const MAX_LABEL_BYTES: usize = 63;
const APP_HASH_CHARS: usize = 11;

/// Name of a host without scheme, port and path, in lowercase: at least two labels, the last of which is no number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeDomain(String);

/// The text is no bare name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a bare domain such as example.com, of at most 100 characters")]
pub struct CodeDomainError;

/// Hash of an Android app: 11 characters of Base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppHash(String);

/// The text is no hash of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 11 letters, digits, plus signs and slashes")]
pub struct AppHashError;

/// Last line of a code's SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FinalLine {
    /// An origin-bound code: `@example.com #123456`, and ` %embedded.example` for a page in a frame.
    WebOtp { domain: CodeDomain, embedded: Option<CodeDomain> },
    /// The hash by which Android's SMS Retriever finds the app.
    App(AppHash),
}

impl CodeDomain {
    /// Parses a name in either case. Names in other scripts are given in their ASCII form (`xn--…`).
    pub fn parse(text: &str) -> Result<Self, CodeDomainError> {
        let host = text.trim().to_ascii_lowercase();
        let labels: Vec<&str> = host.split('.').collect();
        let top = labels.last().copied().unwrap_or_default();
        let named = labels.len() >= 2 && top.starts_with(|c: char| c.is_ascii_lowercase());
        if !named || host.len() > MAX_HOST_BYTES || !labels.into_iter().all(is_label) {
            return Err(CodeDomainError);
        }
        Ok(Self(host))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CodeDomain {
    type Error = CodeDomainError;

    fn try_from(text: String) -> Result<Self, CodeDomainError> {
        Self::parse(&text)
    }
}

impl From<CodeDomain> for String {
    fn from(domain: CodeDomain) -> Self {
        domain.0
    }
}

impl AppHash {
    pub fn parse(text: &str) -> Result<Self, AppHashError> {
        let text = text.trim();
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let shaped = text.len() == APP_HASH_CHARS && text.bytes().all(is_base64);
        if shaped { Ok(Self(text.to_owned())) } else { Err(AppHashError) }
    }
}

impl FinalLine {
    /// Returns the line, without a line break.
    pub(crate) fn render(&self, code: &Code) -> String {
        match self {
            Self::WebOtp { domain, embedded: None } => {
                format!("@{} #{}", domain.0, code.expose())
            }
            Self::WebOtp { domain, embedded: Some(embedded) } => {
                format!("@{} #{} %{}", domain.0, code.expose(), embedded.0)
            }
            Self::App(hash) => hash.0.clone(),
        }
    }
}

fn is_label(label: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=MAX_LABEL_BYTES).contains(&label.len())
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn domain(text: &str) -> CodeDomain {
        CodeDomain::parse(text).unwrap()
    }

    #[test]
    fn domain_is_a_bare_name() {
        for (given, host) in [
            ("example.com", "example.com"),
            (" Login.Example.COM ", "login.example.com"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(domain(given).as_str(), host);
        }
        for text in [
            "",
            "localhost",
            "https://example.com",
            "example.com/",
            "example.com:443",
            "user@example.com",
            "example..com",
            ".example.com",
            "example.com.",
            "-example.com",
            "example-.com",
            "exa mple.com",
            "example.com\n@other.example",
            "192.0.2.1",
            "[2001:db8::1]",
            "bücher.example",
            &format!("{}.com", "a".repeat(64)),
            &format!("{}com", "abcdefghi.".repeat(10)),
        ] {
            assert_eq!(CodeDomain::parse(text), Err(CodeDomainError), "{text}");
        }
    }

    #[test]
    fn app_hash_has_eleven_characters_of_base64() {
        assert!(AppHash::parse(" FA+9qCX9VSu ").is_ok());
        for text in ["", "FA+9qCX9VS", "FA+9qCX9VSu1", "FA-9qCX9VSu", "FA+9qCX9VS\u{fc}"] {
            assert_eq!(AppHash::parse(text), Err(AppHashError), "{text}");
        }
    }

    #[test]
    fn line_has_the_form_that_browsers_and_apps_expect() {
        let code = Code::parse("000123").unwrap();
        let rendered = |embedded: Option<&str>| {
            let embedded = embedded.map(domain);
            FinalLine::WebOtp { domain: domain("example.com"), embedded }.render(&code)
        };
        assert_eq!(rendered(None), "@example.com #000123");
        assert_eq!(rendered(Some("pay.example")), "@example.com #000123 %pay.example");
        let app = FinalLine::App(AppHash::parse("FA+9qCX9VSu").unwrap());
        assert_eq!(app.render(&code), "FA+9qCX9VSu");
    }

    proptest! {
        #[test]
        fn accepted_domain_has_no_character_that_ends_the_field(text in "\\PC{0,30}") {
            if let Ok(domain) = CodeDomain::parse(&text) {
                let ends = |c: char| c.is_whitespace() || matches!(c, '@' | '#' | '%');
                prop_assert!(!domain.as_str().contains(ends));
                prop_assert_eq!(CodeDomain::parse(domain.as_str()), Ok(domain));
            }
        }
    }
}
