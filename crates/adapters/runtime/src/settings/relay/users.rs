//! Operator settings for relay users.

use relay_users::CodeWaits;
use worker::Env;

use crate::settings::{Environment, SettingsError, text, unless_zero};

/// Sign-ups, logins and recoveries together that one network may try per hour. Many people share a mobile network's
/// addresses, and each needs few tries.
const ATTEMPTS_PER_NETWORK_AND_HOUR: u32 = 60;

/// `RELAY_SIGN_UP`: the people who may sign up as relay users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpMode {
    Open,
    /// Only phone numbers that the operator has invited.
    Invited,
    Off,
}

#[derive(Debug, Clone)]
pub struct RelayUserSettings {
    /// `RELAY_SIGN_UP`.
    pub sign_up: SignUpMode,
    /// `RELAY_ATTEMPTS_PER_NETWORK_PER_HOUR`; `None` is no limit.
    pub attempts_per_network_and_hour: Option<u32>,
    /// `RELAY_CODE_WAITS_SECS`: waiting times of a phone number before its second code, its third, and so on.
    pub code_waits: CodeWaits,
    /// `RELAY_BREACHED_PASSWORDS_URL`: the service that lists breached passwords, without a trailing slash. `None`:
    /// passwords are not checked.
    pub breached_passwords_url: Option<String>,
    /// `RELAY_CAPTCHA_URL` and `RELAY_CAPTCHA_SECRET`: the verifier of captcha tokens. `None`: the tokens are
    /// ignored.
    pub captcha: Option<CaptchaSettings>,
    /// `RELAY_IMPORT_SALT`: salt of the passwords imported from the original. `None`: none were imported.
    pub import_salt: Option<ImportSalt>,
}

/// The salt of imported passwords.
#[derive(Clone)]
pub struct ImportSalt(String);

/// The verifier of captcha tokens.
#[derive(Clone)]
pub struct CaptchaSettings {
    pub url: String,
    pub secret: String,
}

impl RelayUserSettings {
    pub(super) fn read(env: &Env, environment: Environment) -> Result<Self, SettingsError> {
        let attempts = match environment {
            Environment::Local => None,
            Environment::Production => Some(ATTEMPTS_PER_NETWORK_AND_HOUR),
        };
        let waits = text(env, "RELAY_CODE_WAITS_SECS").map(|text| CodeWaits::parse(&text));
        let captcha = (text(env, "RELAY_CAPTCHA_URL"), text(env, "RELAY_CAPTCHA_SECRET"));
        Ok(Self {
            sign_up: SignUpMode::read(text(env, "RELAY_SIGN_UP").as_deref(), environment)
                .ok_or(SettingsError("RELAY_SIGN_UP"))?,
            attempts_per_network_and_hour: unless_zero(
                env,
                "RELAY_ATTEMPTS_PER_NETWORK_PER_HOUR",
                attempts,
            )?,
            code_waits: waits
                .transpose()
                .map_err(|_| SettingsError("RELAY_CODE_WAITS_SECS"))?
                .unwrap_or_default(),
            breached_passwords_url: url(env, "RELAY_BREACHED_PASSWORDS_URL")?,
            captcha: match captcha {
                (None, None) => None,
                (Some(_), Some(secret)) => {
                    url(env, "RELAY_CAPTCHA_URL")?.map(|url| CaptchaSettings { url, secret })
                }
                (Some(_), None) => return Err(SettingsError("RELAY_CAPTCHA_SECRET")),
                (None, Some(_)) => return Err(SettingsError("RELAY_CAPTCHA_URL")),
            },
            import_salt: text(env, "RELAY_IMPORT_SALT").map(ImportSalt),
        })
    }
}

impl SignUpMode {
    /// Parses the mode. `None` when the text is no mode. The default is open in local development and off
    /// elsewhere, since a sign-up costs the operator an SMS.
    fn read(text: Option<&str>, environment: Environment) -> Option<Self> {
        match text {
            Some("open") => Some(Self::Open),
            Some("invited") => Some(Self::Invited),
            None if environment == Environment::Local => Some(Self::Open),
            Some("off") | None => Some(Self::Off),
            Some(_) => None,
        }
    }
}

/// Reads an http or https URL, without a trailing slash.
fn url(env: &Env, name: &'static str) -> Result<Option<String>, SettingsError> {
    let Some(text) = text(env, name) else { return Ok(None) };
    let text = text.trim().trim_end_matches('/');
    let known = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    if known { Ok(Some(text.to_owned())) } else { Err(SettingsError(name)) }
}

impl ImportSalt {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ImportSalt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ImportSalt(redacted)")
    }
}

impl std::fmt::Debug for CaptchaSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CaptchaSettings(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_up_is_off_by_default_outside_local_development() {
        for (text, environment, mode) in [
            (None, Environment::Production, Some(SignUpMode::Off)),
            (None, Environment::Local, Some(SignUpMode::Open)),
            (Some("open"), Environment::Production, Some(SignUpMode::Open)),
            (Some("invited"), Environment::Production, Some(SignUpMode::Invited)),
            (Some("off"), Environment::Local, Some(SignUpMode::Off)),
            (Some("on"), Environment::Local, None),
        ] {
            assert_eq!(SignUpMode::read(text, environment), mode, "{text:?}");
        }
    }
}
