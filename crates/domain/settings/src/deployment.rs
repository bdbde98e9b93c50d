//! Secrets of the deployment, and settings that concern everything in it.

use telephony::{Region, Validation};

use crate::{Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Secrets of the deployment, and settings that concern everything in it.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::required_secret("SERVER_SECRET")
        .accepts(AcceptedValues::Text("text of at least 16 bytes"))
        .meaning(
            "tags API keys, so that a string that was never issued is refused without a database \
             query",
        ),
    Setting::secret("SERVER_SECRET_PREVIOUS")
        .meaning("previous secret, still accepted while keys are replaced"),
    Setting::secret("SEALING_KEYS")
        .accepts(AcceptedValues::Text(
            "`id:base64` of 32 random bytes; several are separated by commas, the newest first",
        ))
        .meaning(
            "keys that seal secrets at rest: data is sealed under the first key and opened with \
             any of them. Without it there are no one-time codes and no webhooks",
        ),
    Setting::variable("ENVIRONMENT")
        .accepts(AcceptedValues::Text("`local`; any other text is `production`"))
        .default("production")
        .meaning(
            "`local`: phones may register without a token unless `OPEN_REGISTRATION` says \
             otherwise, and nothing is rate-limited unless it is set explicitly",
        ),
    Setting::variable("ALLOWED_ORIGINS")
        .accepts(AcceptedValues::Text("`*`, origins separated by commas, or both"))
        .default("*")
        .meaning(
            "origins for CORS and for sockets opened by browsers. A page can send cookies \
             (`/v2/…`) only if its origin is in the list; `*` does not count",
        ),
    Setting::variable("DEFAULT_COUNTRY_CODE")
        .accepts(AcceptedValues::Text("ISO 3166 code"))
        .default("US")
        .meaning(
            "the country that national numbers are read in, unless an account has its own: `npm \
             run accounts -- set-country NAME GB`, or `default` to remove it. A change takes \
             effect within ten seconds, and for open sockets when they reconnect. Without this \
             setting, numbers without `+` are refused (SMSGate: `invalid phone number: …`, naming \
             this setting) if their digits are not a number of `US`",
        ),
    Setting::variable("PHONE_VALIDATION")
        .accepts(AcceptedValues::Words(&["lenient", "strict"]))
        .default("lenient")
        .meaning(
            "`strict`: a recipient's number must be valid under its country's numbering plan. \
             `lenient`: it only needs as many digits as its country's numbers have, because the \
             example numbers of the documentation satisfy no more than that (see *Numbers* in \
             API.md)",
        ),
    Setting::variable("CABLE_PING_SECS")
        .accepts(AcceptedValues::Count)
        .default("3")
        .meaning("the ping interval, in seconds, of sockets that do not request another"),
];

/// Environment in which the Worker runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// A developer's machine: nothing is rate-limited, and gateways may register without a token, unless a setting
    /// says otherwise.
    Local,
    Production,
}

impl Environment {
    pub(crate) fn read(source: Source<'_>) -> Self {
        match source.text("ENVIRONMENT").as_deref() {
            // Every other word is production, so that a misspelling never lifts the limits.
            Some("local") => Self::Local,
            _ => Self::Production,
        }
    }
}

pub(crate) fn read_region(source: Source<'_>) -> Result<Region, SettingsError> {
    let region = source.text("DEFAULT_COUNTRY_CODE").unwrap_or_else(|| "US".to_owned());
    Region::parse(&region).ok_or(SettingsError("DEFAULT_COUNTRY_CODE"))
}

pub(crate) fn read_validation(source: Source<'_>) -> Result<Validation, SettingsError> {
    let words = [("lenient", Validation::Lenient), ("strict", Validation::Strict)];
    source.word("PHONE_VALIDATION", &words, Validation::Lenient)
}
