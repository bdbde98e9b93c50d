//! The text that carries a code.

use telephony::MessageText;

use crate::{Code, ExpiryMinutes};

const CODE: &str = "{code}";
const MINUTES: &str = "{minutes}";
const DEFAULT: &str = "Your verification code is: {code}";
/// Length of one GSM-7 segment.
const MAX_CHARS: usize = 160;

/// A text with the placeholder `{code}`, which is required, and `{minutes}`, which is optional. Each may occur
/// several times (`@example.com #{code}` lets browsers fill in the code). Other braces are plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(String);

/// The text cannot carry a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("the text has no {{code}}")]
    NoCode,
    #[error("the text with its code has more than 160 characters")]
    TooLong,
}

impl Template {
    /// Parses a template. Checks the longest text that it can produce, so that [`render`](Self::render) cannot
    /// fail.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if !text.contains(CODE) {
            return Err(TemplateError::NoCode);
        }
        if fill(text, "000000", ExpiryMinutes::MAX).chars().count() > MAX_CHARS {
            return Err(TemplateError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the text with its placeholders.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Returns the message, at most 160 characters.
    pub fn render(&self, code: &Code, expiry: ExpiryMinutes) -> MessageText {
        MessageText::new(fill(&self.0, &code.expose(), expiry))
    }
}

impl Default for Template {
    fn default() -> Self {
        Self(DEFAULT.to_owned())
    }
}

/// Fills in the placeholders. The values have no braces, so filling in one placeholder cannot create the other.
fn fill(text: &str, code: &str, expiry: ExpiryMinutes) -> String {
    text.replace(CODE, code).replace(MINUTES, &expiry.minutes().to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rendered(template: &Template, minutes: i64) -> String {
        let code = Code::parse("000123").unwrap();
        template.render(&code, ExpiryMinutes::new(minutes).unwrap()).as_str().to_owned()
    }

    #[test]
    fn default_text_matches_the_contract() {
        assert_eq!(rendered(&Template::default(), 5), "Your verification code is: 000123");
        assert_eq!(Template::parse(DEFAULT), Ok(Template::default()));
    }

    #[test]
    fn placeholders_are_filled_in_and_other_braces_are_text() {
        let template =
            Template::parse("{code} ({minutes} min) {x} {\n@example.com #{code}").unwrap();
        assert_eq!(rendered(&template, 10), "000123 (10 min) {x} {\n@example.com #000123");
    }

    #[test]
    fn text_without_a_code_or_beyond_one_segment_is_rejected() {
        assert_eq!(Template::parse("Your code is {Code}"), Err(TemplateError::NoCode));
        assert_eq!(Template::parse(""), Err(TemplateError::NoCode));
        assert!(Template::parse(&format!("{{code}}{}", "ü".repeat(154))).is_ok());
        let long = format!("{{code}}{}", "u".repeat(155));
        assert_eq!(Template::parse(&long), Err(TemplateError::TooLong));
        let long_in_ten_minutes = format!("{{code}}{}{{minutes}}", "u".repeat(153));
        assert_eq!(Template::parse(&long_in_ten_minutes), Err(TemplateError::TooLong));
    }

    proptest! {
        #[test]
        fn accepted_template_renders_to_one_segment_with_the_code(
            text in "(\\PC|\\{code\\}|\\{minutes\\}|[{}]){0,165}",
            minutes in 1_i64..=10,
        ) {
            if let Ok(template) = Template::parse(&text) {
                let text = rendered(&template, minutes);
                prop_assert!(text.chars().count() <= 160 && text.contains("000123"));
            }
        }
    }
}
