//! Operator settings for publishing.

use relay_crypto::ServiceKey;
use relay_requests::Dialect;

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Requests per sender and hour: more than a person writes.
const PER_SENDER_AND_HOUR: u32 = 60;
/// Unpublishable texts per origin and hour. A gateway client forwards every SMS of its SIM that looks like a
/// request, including some that are none.
const JUNK_PER_ORIGIN_AND_HOUR: u32 = 600;

/// Settings of publishing.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("RELAY_SMS_DIALECT")
        .accepts(AcceptedValues::Words(&["a", "b", "v3"]))
        .default("a")
        .meaning("dialect of the answers to gateway clients: `a` (2022), `b` (2023), `v3`"),
    Setting::variable("RELAY_RESULT_SMS")
        .accepts(AcceptedValues::Words(&["off", "failures", "always"]))
        .default("off")
        .meaning("results that senders are told by SMS"),
    Setting::variable("RELAY_REQUESTS_PER_SENDER_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("60")
        .local_default("0")
        .meaning(
            "requests of one user that are published immediately; further ones are stored and \
             published later",
        ),
    Setting::variable("RELAY_JUNK_PER_SOURCE_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("600")
        .local_default("0")
        .meaning("unpublishable texts from one network or forwarder; beyond that they are 429"),
    Setting::secret("RELAY_TWILIO_AUTH_TOKEN").meaning("Twilio's forms must be signed with it"),
];

#[derive(Clone)]
pub struct RelayPublishingSettings {
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

impl RelayPublishingSettings {
    pub(super) fn read(
        source: Source<'_>,
        environment: Environment,
    ) -> Result<Self, SettingsError> {
        let service_key = source.text("RELAY_SERVICE_KEY").map(|key| ServiceKey::new(&key));
        let limit = |name, default| source.production_limit(name, environment, default);
        Ok(Self {
            dialect: source.word(
                "RELAY_SMS_DIALECT",
                &[("a", Dialect::EraA), ("b", Dialect::EraB), ("v3", Dialect::V3)],
                Dialect::EraA,
            )?,
            result_sms: source.word(
                "RELAY_RESULT_SMS",
                &[
                    ("off", ResultSmsMode::Off),
                    ("failures", ResultSmsMode::Failures),
                    ("always", ResultSmsMode::Always),
                ],
                ResultSmsMode::Off,
            )?,
            requests_per_sender_and_hour: limit(
                "RELAY_REQUESTS_PER_SENDER_PER_HOUR",
                PER_SENDER_AND_HOUR,
            )?,
            junk_per_origin_and_hour: limit(
                "RELAY_JUNK_PER_SOURCE_PER_HOUR",
                JUNK_PER_ORIGIN_AND_HOUR,
            )?,
            service_key: service_key.transpose().map_err(|_| SettingsError("RELAY_SERVICE_KEY"))?,
            twilio_auth_token: source.text("RELAY_TWILIO_AUTH_TOKEN"),
        })
    }
}

impl std::fmt::Debug for RelayPublishingSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RelayPublishingSettings")
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

    fn read(name: &str, text: Option<&str>) -> Option<RelayPublishingSettings> {
        let text_of = |asked: &str| text.filter(|_| asked == name).map(str::to_owned);
        RelayPublishingSettings::read(Source::new(&text_of), Environment::Production).ok()
    }

    #[test]
    fn dialects_and_modes_are_read_and_unknown_ones_are_refused() {
        for (text, dialect) in [
            (None, Some(Dialect::EraA)),
            (Some("a"), Some(Dialect::EraA)),
            (Some("b"), Some(Dialect::EraB)),
            (Some("v3"), Some(Dialect::V3)),
            (Some("c"), None),
        ] {
            assert_eq!(read("RELAY_SMS_DIALECT", text).map(|it| it.dialect), dialect, "{text:?}");
        }
        for (text, mode) in [
            (None, Some(ResultSmsMode::Off)),
            (Some("off"), Some(ResultSmsMode::Off)),
            (Some("failures"), Some(ResultSmsMode::Failures)),
            (Some("always"), Some(ResultSmsMode::Always)),
            (Some("on"), None),
        ] {
            assert_eq!(read("RELAY_RESULT_SMS", text).map(|it| it.result_sms), mode, "{text:?}");
        }
    }
}
