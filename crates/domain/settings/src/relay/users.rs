//! Operator settings for relay users.

use relay_users::CodeWaits;

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Sign-ups, logins and recoveries together that one network may try per hour. Many people share a mobile network's
/// addresses, and each needs few tries.
const ATTEMPTS_PER_NETWORK_AND_HOUR: u32 = 60;

/// Settings of relay users.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("RELAY_SIGN_UP")
        .accepts(AcceptedValues::Words(&["off", "invited", "open"]))
        .default("off")
        .local_default("open")
        .meaning(
            "sign-up of relay users: `open` to everyone, `invited` for numbers of `npm run \
             relay-users -- invite`, or `off`. Every sign-up costs an SMS",
        ),
    Setting::variable("RELAY_ATTEMPTS_PER_NETWORK_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("60")
        .local_default("0")
        .meaning("sign-ups, logins and recoveries from one network"),
    Setting::variable("RELAY_CODE_WAITS_SECS")
        .accepts(AcceptedValues::Text("four times in seconds, separated by commas"))
        .default("120,300,900,86400")
        .meaning("how long a number must wait for its second code, its third, and so on"),
    Setting::variable("RELAY_BREACHED_PASSWORDS_URL")
        .accepts(AcceptedValues::Url)
        .default_described("no check")
        .meaning("service that knows breached passwords, e.g. `https://api.pwnedpasswords.com`"),
    Setting::secret("RELAY_IMPORT_SALT").meaning(
        "the salt of passwords that were imported from the original's back end \
         ([users](relay/users.md))",
    ),
    Setting::variable("RELAY_CAPTCHA_URL")
        .accepts(AcceptedValues::Url)
        .default_described("tokens are ignored")
        .meaning(
            "service that verifies captcha tokens; set it and `RELAY_CAPTCHA_SECRET`, or neither",
        ),
    Setting::secret("RELAY_CAPTCHA_SECRET")
        .meaning("the deployment's secret at the service of `RELAY_CAPTCHA_URL`"),
];

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
    pub(super) fn read(
        source: Source<'_>,
        environment: Environment,
    ) -> Result<Self, SettingsError> {
        // A sign-up costs the operator an SMS.
        let sign_up = match environment {
            Environment::Local => SignUpMode::Open,
            Environment::Production => SignUpMode::Off,
        };
        let waits = source.text("RELAY_CODE_WAITS_SECS").map(|text| CodeWaits::parse(&text));
        let captcha = (source.text("RELAY_CAPTCHA_URL"), source.text("RELAY_CAPTCHA_SECRET"));
        Ok(Self {
            sign_up: source.word(
                "RELAY_SIGN_UP",
                &[
                    ("off", SignUpMode::Off),
                    ("invited", SignUpMode::Invited),
                    ("open", SignUpMode::Open),
                ],
                sign_up,
            )?,
            attempts_per_network_and_hour: source.production_limit(
                "RELAY_ATTEMPTS_PER_NETWORK_PER_HOUR",
                environment,
                ATTEMPTS_PER_NETWORK_AND_HOUR,
            )?,
            code_waits: waits
                .transpose()
                .map_err(|_| SettingsError("RELAY_CODE_WAITS_SECS"))?
                .unwrap_or_default(),
            breached_passwords_url: source.base_url("RELAY_BREACHED_PASSWORDS_URL")?,
            captcha: match captcha {
                (None, None) => None,
                (Some(_), Some(secret)) => {
                    source.base_url("RELAY_CAPTCHA_URL")?.map(|url| CaptchaSettings { url, secret })
                }
                (Some(_), None) => return Err(SettingsError("RELAY_CAPTCHA_SECRET")),
                (None, Some(_)) => return Err(SettingsError("RELAY_CAPTCHA_URL")),
            },
            import_salt: source.text("RELAY_IMPORT_SALT").map(ImportSalt),
        })
    }
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
            let text_of = |name: &str| text.filter(|_| name == "RELAY_SIGN_UP").map(str::to_owned);
            let settings = RelayUserSettings::read(Source::new(&text_of), environment);
            assert_eq!(settings.ok().map(|it| it.sign_up), mode, "{text:?}");
        }
    }
}
