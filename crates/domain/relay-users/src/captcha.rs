//! Answers to a captcha check: reCAPTCHA, hCaptcha and Turnstile use the same format.

use serde_json::Value;

/// Whether the answer has `"success": true`; `None` if it has no such field.
pub fn is_passed(answer: &str) -> Option<bool> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    answer.get("success")?.as_bool()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_true_passes_and_malformed_answers_are_none() {
        for (answer, expected) in [
            (r#"{"success":true,"hostname":"x"}"#, Some(true)),
            (r#"{"success":false,"error-codes":["invalid-input-response"]}"#, Some(false)),
            (r#"{"success":"true"}"#, None),
            ("{}", None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(is_passed(answer), expected, "{answer}");
        }
    }
}
