//! What a service says of a captcha token: reCAPTCHA, hCaptcha and Turnstile answer alike.

use serde_json::Value;

/// Whether the answer says `"success": true`; `None` if it says nothing of the kind.
pub fn is_passed(answer: &str) -> Option<bool> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    answer.get("success")?.as_bool()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_true_is_passed_and_nonsense_says_nothing() {
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
