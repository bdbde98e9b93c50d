//! The text that carries a code.

use telephony::MessageText;

use crate::{Code, ExpiryMinutes, FinalLine};

const CODE: &str = "{code}";
const MINUTES: &str = "{minutes}";
const DEFAULT: &str = "Your verification code is: {code}";
/// Length of one GSM-7 segment.
const MAX_CHARS: usize = 160;
/// Maximum length of an SMS that Android's SMS Retriever reads, in bytes.
const MAX_APP_BYTES: usize = 140;

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
    #[error(
        "the text with its code and last line has more than 160 characters, or 140 bytes for an app"
    )]
    LineTooLong,
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

    /// Whether the longest text fits together with the last line.
    pub fn check_line(&self, line: &FinalLine) -> Result<(), TemplateError> {
        let longest = self.with_line(&Code::decoy(), ExpiryMinutes::MAX, line);
        let fits_app = !matches!(line, FinalLine::App(_)) || longest.len() <= MAX_APP_BYTES;
        let fits = longest.chars().count() <= MAX_CHARS && fits_app;
        if fits { Ok(()) } else { Err(TemplateError::LineTooLong) }
    }

    /// Returns the message with a last line, of the length that [`check_line`](Self::check_line) admits.
    pub fn render_with_line(
        &self,
        code: &Code,
        expiry: ExpiryMinutes,
        line: &FinalLine,
    ) -> MessageText {
        MessageText::new(self.with_line(code, expiry, line))
    }

    fn with_line(&self, code: &Code, expiry: ExpiryMinutes, line: &FinalLine) -> String {
        let text = fill(&self.0, &code.expose(), expiry);
        format!("{}\n{}", text.trim_end(), line.render(code))
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
    use crate::{AppHash, CodeDomain};

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

    #[test]
    fn last_line_stands_alone_and_the_whole_text_has_a_limit() {
        let code = Code::parse("000123").unwrap();
        let domain = CodeDomain::parse("example.com").unwrap();
        let line = FinalLine::WebOtp { domain, embedded: None };
        let with_line = |template: &Template| {
            let text = template.render_with_line(&code, ExpiryMinutes::default(), &line);
            text.as_str().to_owned()
        };
        assert_eq!(
            with_line(&Template::default()),
            "Your verification code is: 000123\n@example.com #000123"
        );
        let broken = Template::parse("{code}\n\n").unwrap();
        assert_eq!(with_line(&broken), "000123\n@example.com #000123");
        let of_length =
            |chars: usize| Template::parse(&format!("{{code}}{}", "u".repeat(chars))).unwrap();
        assert_eq!(of_length(133).check_line(&line), Ok(()));
        assert_eq!(with_line(&of_length(133)).len(), 160);
        assert_eq!(of_length(134).check_line(&line), Err(TemplateError::LineTooLong));
        let app = FinalLine::App(AppHash::parse("FA+9qCX9VSu").unwrap());
        assert_eq!(of_length(122).check_line(&app), Ok(()));
        assert_eq!(of_length(123).check_line(&app), Err(TemplateError::LineTooLong));
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
