//! Failure reasons that may be shown and logged.

use lenient_input::phone_digits;

const MAX_CHARS: usize = 40;
/// Fewest digits that may be a phone number.
const DIGITS_OF_A_NUMBER: usize = 7;

/// Returns a provider's code or word, such as `30005`, `rejected` or `smsc_reject`; `fallback` if it is empty, is
/// zero, which means that there is no error, or could contain personal data.
pub(crate) fn reason(word: Option<&str>, fallback: &str) -> String {
    let word = word.unwrap_or_default().trim();
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | ':');
    let short = word.len() <= MAX_CHARS && word.chars().all(known);
    let digits = phone_digits(word);
    let is_zero = word.bytes().all(|byte| byte == b'0');
    if is_zero || !short || digits >= DIGITS_OF_A_NUMBER {
        return fallback.to_owned();
    }
    word.replace(' ', "_").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_are_kept_and_everything_else_is_dropped() {
        for (word, expected) in [
            ("30005", "30005"),
            ("smsc reject", "smsc_reject"),
            ("Rejected", "rejected"),
            ("", "failed"),
            ("0", "failed"),
            (" 000 ", "failed"),
            ("007", "007"),
            ("+14155550100 is no mobile", "failed"),
            ("14155550100", "failed"),
            ("415-555-0100", "failed"),
            ("415 555 0100", "failed"),
            ("no route to 555.0100", "failed"),
            ("error 21-211", "error_21-211"),
            ("The text was <b>hi</b>", "failed"),
            (&"x".repeat(41), "failed"),
        ] {
            assert_eq!(reason(Some(word), "failed"), expected, "{word}");
        }
        assert_eq!(reason(None, "401"), "401");
    }
}
