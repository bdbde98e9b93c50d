//! Why something did not happen, by what the caller can do about it.

use crate::MissingSetting;

/// What stands in the way. Reasons are short and never personal: codes such as `401` or `duplicate_content`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It was not done and would not be if it were asked again.
    #[error("refused: {reason}")]
    Refused { reason: String },
    /// The account's owner did not agree to everything that is needed (contract 2.1: 422).
    #[error("a scope is missing")]
    ScopeMissing,
    /// The access token is no longer good. Refresh it and ask again.
    #[error("the token has expired")]
    TokenExpired,
    /// The owner took the consent back, or it ran out: only a new consent helps.
    #[error("the consent is gone")]
    ConsentGone,
    /// It was not done. Ask again, not before the given delay if the platform named one.
    #[error("the platform asks for patience")]
    SlowDown { retry_after_ms: Option<i64> },
    /// It was not done for want of a nonce, which is now known: ask again at once, once.
    #[error("the platform asks for its nonce")]
    NonceRequired,
    /// It may or may not have been done.
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

    /// What to hand to the readers when there was no answer at all.
    pub fn no_answer() -> Self {
        Self::Unknown { reason: "no_answer".to_owned() }
    }
}

const MAX_REASON_CHARS: usize = 48;
/// As many digits in a row may be somebody's number or id.
const DIGITS_OF_AN_ID: usize = 7;

/// A platform's code or word without anything that could be personal; `fallback` where nothing is left of it.
pub(crate) fn reason(word: Option<&str>, fallback: &str) -> String {
    let word = word.unwrap_or_default().trim();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let digits = word.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
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
    fn codes_and_words_are_kept_and_everything_personal_is_not() {
        for (word, expected) in [
            ("invalid_grant", "invalid_grant"),
            ("Rate Limit Exceeded", "rate_limit_exceeded"),
            ("", "400"),
            ("user bob@example.com is blocked", "400"),
            ("+14155550100", "400"),
            ("id 12345678", "400"),
            (&"x".repeat(49), "400"),
        ] {
            assert_eq!(reason(Some(word), "400"), expected, "{word}");
        }
        assert_eq!(reason(None, "403"), "403");
    }
}
