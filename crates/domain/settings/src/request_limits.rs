//! Limits that are counted exactly.

use crate::{Environment, Setting, SettingsError, setting::AcceptedValues, source::Source};

/// Default limit per network, as contract A.9 proposes.
const PER_NETWORK_AND_HOUR: u32 = 10;

/// Settings of limits that are counted exactly.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting::variable("OTP_PER_NETWORK_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("10")
        .local_default("0")
        .meaning(
            "one-time codes an account may ask for from one network in an hour of the clock. **A \
             back-end server that requests the codes of all its users is one network**: set this \
             to what that server needs, or to 0",
        ),
    Setting::variable("REGISTER_PER_NETWORK_PER_HOUR")
        .accepts(AcceptedValues::CountOrNoLimit)
        .default("10")
        .local_default("0")
        .meaning(
            "registrations from one network in an hour of the clock, with or without a token. \
             Raise it while many phones are set up in one place",
        ),
];

/// Limits that are counted exactly. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimits {
    /// `OTP_PER_NETWORK_PER_HOUR`.
    pub codes_per_network_and_hour: Option<u32>,
    /// `REGISTER_PER_NETWORK_PER_HOUR`.
    pub registrations_per_network_and_hour: Option<u32>,
}

impl RequestLimits {
    /// Reads the limits. In local development only those that are set explicitly apply.
    pub(crate) fn read(
        source: Source<'_>,
        environment: Environment,
    ) -> Result<Self, SettingsError> {
        let limit = |name| source.production_limit(name, environment, PER_NETWORK_AND_HOUR);
        Ok(Self {
            codes_per_network_and_hour: limit("OTP_PER_NETWORK_PER_HOUR")?,
            registrations_per_network_and_hour: limit("REGISTER_PER_NETWORK_PER_HOUR")?,
        })
    }
}
