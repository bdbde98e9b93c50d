//! Operator settings for publishing.

use relay_crypto::ServiceKey;
use relay_requests::Dialect;
use worker::Env;

use crate::settings::{Environment, SettingsError, text, unless_zero};

/// Requests per sender and hour: more than a person writes.
const PER_SENDER_AND_HOUR: u32 = 60;
/// Unpublishable texts per origin and hour. A gateway client forwards every SMS of its SIM that looks like a
/// request, including some that are none.
const JUNK_PER_ORIGIN_AND_HOUR: u32 = 600;

#[derive(Clone)]
pub struct PublishingSettings {
    /// `RELAY_SMS_DIALECT`: the original whose answers gateway clients get.
    pub dialect: Dialect,
    /// `RELAY_RESULT_SMS`: results that senders are told by SMS.
    pub result_sms: ResultSmsMode,
    /// `RELAY_REQUESTS_PER_SENDER_PER_HOUR`: requests per user that are published at once. `None` is no limit.
    pub requests_per_sender_and_hour: Option<u32>,
    /// `RELAY_JUNK_PER_SOURCE_PER_HOUR`: unpublishable texts from one network or forwarder. `None` is no limit.
    pub junk_per_origin_and_hour: Option<u32>,
    /// `RELAY_SERVICE_KEY`: key that opens reliability tests of 2024. Without it such tests are unavailable.
    pub service_key: Option<ServiceKey>,
    /// `RELAY_TWILIO_AUTH_TOKEN`: token that Twilio's forms must be signed with.
    pub twilio_auth_token: Option<String>,
}

/// Results of publication requests that their senders are told by SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultSmsMode {
    Off,
    /// Only failures.
    Failures,
    Always,
}

impl PublishingSettings {
    pub(super) fn read(env: &Env, environment: Environment) -> Result<Self, SettingsError> {
        let dialect = text(env, "RELAY_SMS_DIALECT");
        let result_sms = text(env, "RELAY_RESULT_SMS");
        let service_key = text(env, "RELAY_SERVICE_KEY").map(|key| ServiceKey::new(&key));
        let in_production = |limit: u32| match environment {
            Environment::Local => None,
            Environment::Production => Some(limit),
        };
        Ok(Self {
            dialect: read_dialect(dialect.as_deref()).ok_or(SettingsError("RELAY_SMS_DIALECT"))?,
            result_sms: read_result_sms(result_sms.as_deref())
                .ok_or(SettingsError("RELAY_RESULT_SMS"))?,
            requests_per_sender_and_hour: unless_zero(
                env,
                "RELAY_REQUESTS_PER_SENDER_PER_HOUR",
                in_production(PER_SENDER_AND_HOUR),
            )?,
            junk_per_origin_and_hour: unless_zero(
                env,
                "RELAY_JUNK_PER_SOURCE_PER_HOUR",
                in_production(JUNK_PER_ORIGIN_AND_HOUR),
            )?,
            service_key: service_key.transpose().map_err(|_| SettingsError("RELAY_SERVICE_KEY"))?,
            twilio_auth_token: text(env, "RELAY_TWILIO_AUTH_TOKEN"),
        })
    }
}

fn read_dialect(text: Option<&str>) -> Option<Dialect> {
    match text {
        None | Some("a") => Some(Dialect::EraA),
        Some("b") => Some(Dialect::EraB),
        Some("v3") => Some(Dialect::V3),
        Some(_) => None,
    }
}

fn read_result_sms(text: Option<&str>) -> Option<ResultSmsMode> {
    match text {
        None | Some("off") => Some(ResultSmsMode::Off),
        Some("failures") => Some(ResultSmsMode::Failures),
        Some("always") => Some(ResultSmsMode::Always),
        Some(_) => None,
    }
}

impl std::fmt::Debug for PublishingSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PublishingSettings")
            .field("dialect", &self.dialect)
            .field("result_sms", &self.result_sms)
            .field("requests_per_sender_and_hour", &self.requests_per_sender_and_hour)
            .field("junk_per_origin_and_hour", &self.junk_per_origin_and_hour)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unset_modes_have_defaults_and_unknown_modes_are_refused() {
        for (text, dialect) in [
            (None, Some(Dialect::EraA)),
            (Some("a"), Some(Dialect::EraA)),
            (Some("b"), Some(Dialect::EraB)),
            (Some("v3"), Some(Dialect::V3)),
            (Some("c"), None),
        ] {
            assert_eq!(read_dialect(text), dialect, "{text:?}");
        }
        for (text, mode) in [
            (None, Some(ResultSmsMode::Off)),
            (Some("off"), Some(ResultSmsMode::Off)),
            (Some("failures"), Some(ResultSmsMode::Failures)),
            (Some("always"), Some(ResultSmsMode::Always)),
            (Some("on"), None),
        ] {
            assert_eq!(read_result_sms(text), mode, "{text:?}");
        }
    }
}
