//! The text for each purpose of a code.
//!
//! The SMS is all that tells a person what a code does when a fraudster asks them to read it aloud. The texts for
//! the relay's own users therefore name the service and the effect, and no text of another purpose does.

use crate::{Purpose, Template, TemplateError};

/// Name of the apps of relay users.
const DEFAULT_SERVICE: &str = "RelaySMS";
const MAX_SERVICE_CHARS: usize = 24;
/// Word that marks the text of a recovery.
const PASSWORD: &str = "password";

/// The texts of all codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTexts {
    service: String,
    integrators: Template,
    sign_up: Template,
    recovery: Template,
}

/// Reason why the settings give no usable texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeTextsError {
    #[error(
        "a service's name must be 1 to 24 printable ASCII characters without digits and braces"
    )]
    Service,
    #[error(
        "the template for integrators contains the service's name and a password, like the text of a recovery"
    )]
    Confusable,
    #[error(transparent)]
    Template(#[from] TemplateError),
}

impl CodeTexts {
    /// Makes the texts. `integrators` is the text of codes requested with an API key. `service` is the name that
    /// relay users know; by default `RelaySMS`.
    pub fn new(integrators: Template, service: Option<&str>) -> Result<Self, CodeTextsError> {
        let service = service.unwrap_or(DEFAULT_SERVICE).trim();
        if !is_name(service) {
            return Err(CodeTextsError::Service);
        }
        let given = integrators.text().to_lowercase();
        if given.contains(PASSWORD) && given.contains(&service.to_lowercase()) {
            return Err(CodeTextsError::Confusable);
        }
        let sign_up = format!(
            "{service}: {{code}} is your code to open a new account. It is good for {{minutes}} min. Do not share it."
        );
        let recovery = format!(
            "{service}: {{code}} sets a new password for your account. If you did not request it, do not share it: \
             anyone with it can take over your account."
        );
        let [sign_up, recovery] = [Template::parse(&sign_up)?, Template::parse(&recovery)?];
        Ok(Self { service: service.to_owned(), integrators, sign_up, recovery })
    }

    /// Returns the service's name, as relay users know it.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Returns the text for a code of that purpose.
    pub fn of(&self, purpose: &Purpose) -> &Template {
        match purpose.as_str() {
            Purpose::RELAY_SIGN_UP => &self.sign_up,
            Purpose::RELAY_RECOVERY => &self.recovery,
            _ => &self.integrators,
        }
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |c: char| (c.is_ascii_graphic() || c == ' ') && !c.is_ascii_digit();
    (1..=MAX_SERVICE_CHARS).contains(&text.len())
        && text.chars().all(|c| allowed(c) && !matches!(c, '{' | '}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, ExpiryMinutes};

    fn texts(service: Option<&str>) -> CodeTexts {
        CodeTexts::new(Template::default(), service).unwrap()
    }

    fn rendered(texts: &CodeTexts, purpose: &Purpose) -> String {
        let code = Code::parse("000123").unwrap();
        texts.of(purpose).render(&code, ExpiryMinutes::MAX).as_str().to_owned()
    }

    #[test]
    fn each_text_names_its_purpose_and_only_recovery_mentions_a_password() {
        let texts = texts(None);
        let [sign_up, recovery, integrators] =
            [Purpose::relay_sign_up(), Purpose::relay_recovery(), Purpose::default()]
                .map(|purpose| rendered(&texts, &purpose));
        assert_eq!(
            recovery,
            "RelaySMS: 000123 sets a new password for your account. If you did not request it, do not share it: \
             anyone with it can take over your account."
        );
        assert_eq!(
            sign_up,
            "RelaySMS: 000123 is your code to open a new account. It is good for 10 min. Do not share it."
        );
        assert_eq!(integrators, "Your verification code is: 000123");
        for other in [sign_up, integrators] {
            assert!(!other.to_lowercase().contains(PASSWORD), "{other}");
        }
        let named = super::tests::texts(Some("Harbor"));
        assert!(rendered(&named, &Purpose::relay_recovery()).starts_with("Harbor: "));
    }

    #[test]
    fn template_that_reads_like_a_recovery_is_rejected() {
        let confusable = Template::parse("{code} sets your password at RELAYSMS").unwrap();
        assert_eq!(
            CodeTexts::new(confusable.clone(), Some("RelaySMS")),
            Err(CodeTextsError::Confusable)
        );
        // With another service name the same template is harmless.
        assert!(CodeTexts::new(confusable, Some("Harbor")).is_ok());
        let named = Template::parse("RelaySMS: {code} confirms your order").unwrap();
        assert!(CodeTexts::new(named, Some("RelaySMS")).is_ok());
    }

    #[test]
    fn service_name_has_at_most_24_characters_and_no_digit() {
        assert!(CodeTexts::new(Template::default(), Some(&"W".repeat(24))).is_ok());
        for name in ["", " ", &"W".repeat(25), "Relay 123456", "{code}", "Rélais", "a\nb"] {
            let refused = CodeTexts::new(Template::default(), Some(name));
            assert_eq!(refused, Err(CodeTextsError::Service), "{name:?}");
        }
    }
}
