//! Failures, classified by what the caller can do about them.

use lenient_input::phone_digits;

use crate::MissingSetting;

/// Failure of a step. Reasons are short codes such as `401` or `duplicate_content`, never personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The request was not carried out, and a retry would be refused too.
    #[error("refused: {reason}")]
    Refused { reason: String },
    /// The account's owner did not grant all required scopes (contract 2.1: 422).
    #[error("a scope is missing")]
    ScopeMissing,
    /// The access token is no longer valid. Refresh it and retry.
    #[error("the token has expired")]
    TokenExpired,
    /// The owner revoked the consent, or it expired: only a new consent helps.
    #[error("the consent was revoked or has expired")]
    ConsentGone,
    /// The request was not carried out. Retry later, after the delay if the platform named one.
    #[error("the platform asked to slow down")]
    SlowDown { retry_after_ms: Option<i64> },
    /// The request was not carried out because it lacked a nonce, which is now known: retry once, immediately.
    #[error("the platform requires its nonce")]
    NonceRequired,
    /// The request may or may not have been carried out.
    #[error("unknown: {reason}")]
    Unknown { reason: String },
    /// The deployment lacks a setting.
    #[error(transparent)]
    NotConfigured(#[from] MissingSetting),
}

impl Failure {
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into() }
    }

    /// Failure to use when no answer came.
    pub fn no_answer() -> Self {
        Self::Unknown { reason: "no_answer".to_owned() }
    }
}

const MAX_REASON_CHARS: usize = 48;
/// Fewest digits that may be a phone number or an id.
const DIGITS_OF_AN_ID: usize = 7;

/// Returns a platform's error code, normalized; `fallback` if it could contain personal data or is empty.
pub(crate) fn reason(word: Option<&str>, fallback: &str) -> String {
    let word = word.unwrap_or_default().trim();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let digits = phone_digits(word);
    let short = word.len() <= MAX_REASON_CHARS && word.chars().all(known);
    if word.is_empty() || !short || digits >= DIGITS_OF_AN_ID {
        return fallback.to_owned();
    }
    word.replace(' ', "_").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_codes_are_kept_and_personal_data_is_dropped() {
        for (word, expected) in [
            ("invalid_grant", "invalid_grant"),
            ("Rate Limit Exceeded", "rate_limit_exceeded"),
            ("", "400"),
            ("user bob@example.com is blocked", "400"),
            ("+14155550100", "400"),
            ("415-555-0100", "400"),
            ("415 555 0100", "400"),
            ("code 32.5", "code_32.5"),
            ("id 12345678", "400"),
            (&"x".repeat(49), "400"),
        ] {
            assert_eq!(reason(Some(word), "400"), expected, "{word}");
        }
        assert_eq!(reason(None, "403"), "403");
    }
}
